import type { z } from 'zod';
import type { CommissionDetailView } from '../../src/commissions/commission.view.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { amountText } from '../components/amount.tsx';
import { Consequences, TypedConfirmation } from '../components/consequences.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { commissionTitle } from './commission-title.ts';

type Commission = z.output<typeof CommissionDetailView>;

/** As much of a deed as its page shows. */
interface ShownDeed {
  readonly name: string;
  readonly title: string;
  readonly submit: string;
  readonly kind: 'primary' | 'danger';
  readonly word?: string;
}

interface CommissionDeedProps {
  readonly commission: Commission;
  readonly partnerName: string;
  readonly deed: ShownDeed;
  readonly fields: readonly Field[];
  readonly values: FormValues;
  readonly hidden: Readonly<Record<string, string | number | undefined>>;
  readonly refusal: FormRefusal | undefined;
}

/** What a deed about one commission brings, and the form that does it. */
export const CommissionDeedPage = ({ commission, partnerName, deed, ...form }: CommissionDeedProps) => (
  <>
    <PageHead
      title={deed.title}
      above={{ label: commissionTitle(commission), href: `/admin/commissions/${commission.id}` }}
    />
    <ActionForm
      action={`/admin/commissions/${commission.id}/${deed.name}`}
      fields={form.fields}
      values={form.values}
      refusal={form.refusal}
      submit={deed.submit}
      kind={deed.kind}
      hidden={form.hidden}
      cancel={`/admin/commissions/${commission.id}`}
    >
      <Consequences
        title={consequenceOf(deed.name, commission, partnerName)}
        tone={deed.kind === 'danger' ? 'bad' : 'wait'}
        lines={correctionsOf(deed.name, commission)}
      />
      {deed.word && (
        <TypedConfirmation
          word={deed.word}
          why="A voided commission cannot be brought back."
          refusal={form.refusal}
        />
      )}
    </ActionForm>
  </>
);

const consequenceOf = (deed: string, commission: Commission, partner: string): string => {
  const amount = amountText(commission.amount, commission.currency);
  const hold = `${commission.due_at.slice(0, 10)}`;
  switch (deed) {
    case 'approval':
      return `${partner} becomes due ${amount} when its hold ends on ${hold}, at once if that is past.`;
    case 'hold':
      return `${partner} is not paid ${amount} until somebody releases it.`;
    case 'release':
      return `${amount} for ${partner} goes on as if it had not been held: due from ${hold}, if it is approved.`;
    case 'void':
      return `${partner} loses ${amount}, for good.`;
    default:
      return commission.state === 'paid' || commission.state === 'processing'
        ? `${amount} stays as it was paid to ${partner}: the adjustment is a line beside it, due at once.`
        : `${amount} stays: the adjustment is a line beside it, and waits as long as it does.`;
  }
};

const correctionsOf = (deed: string, { corrections }: Commission): string[] => {
  const unpaid = corrections.filter(
    ({ kind, state }) => kind === 'adjustment' && ['pending', 'held', 'due'].includes(state),
  );
  if (deed === 'adjustment' || unpaid.length === 0) return [];
  return unpaid.map(
    ({ amount, currency }) => `The same happens to its adjustment of ${amountText(amount, currency)}.`,
  );
};
