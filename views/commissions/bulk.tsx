import type { z } from 'zod';
import type { CommissionView } from '../../src/commissions/commission.view.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Amount, amountText } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import { Consequences, TypedConfirmation } from '../components/consequences.tsx';
import { DataTable } from '../components/data-table.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted, inWords } from '../components/plain-list.ts';
import { commissionTitle } from './commission-title.ts';

type Picked = z.output<typeof CommissionView> & { readonly partner_name: string };

interface ShownDeed {
  readonly name: string;
  readonly submit: string;
  readonly done: string;
  readonly kind: 'primary' | 'danger';
  readonly word?: string;
}

interface BulkDeedProps {
  readonly deed: ShownDeed;
  readonly fields: readonly Field[];
  readonly commissions: readonly Picked[];
  readonly values: FormValues;
  readonly refusal: FormRefusal | undefined;
}

/** What a deed about many commissions brings, before it is done. */
export const BulkDeedPage = ({ deed, fields, commissions, values, refusal }: BulkDeedProps) => (
  <>
    <PageHead
      title={`${verbs[deed.name]} ${counted(commissions.length, 'commission', 'commissions')}`}
      above={{ label: 'Commissions', href: '/admin/commissions' }}
    />
    <ActionForm
      action="/admin/commissions/bulk"
      fields={fields}
      values={values}
      refusal={refusal}
      submit={`${verbs[deed.name]} ${counted(commissions.length, 'commission', 'commissions')}`}
      kind={deed.kind}
      hidden={{ deed: deed.name, step: 'do' }}
      cancel="/admin/commissions"
    >
      {commissions.map(({ id }) => (
        <input type="hidden" name="ids" value={id} />
      ))}
      <Consequences
        title={consequenceOf(deed.name, commissions)}
        tone={deed.kind === 'danger' ? 'bad' : 'wait'}
      />
      {deed.word && (
        <TypedConfirmation
          word={deed.word}
          why="Voided commissions cannot be brought back."
          refusal={refusal}
        />
      )}
    </ActionForm>
    <DataTable caption="The commissions" columns={columns} rows={commissions} href={hrefOf} />
  </>
);

const verbs: Readonly<Record<string, string>> = {
  approval: 'Approve',
  hold: 'Hold back',
  release: 'Release',
  void: 'Void',
};

const consequenceOf = (deed: string, commissions: readonly Picked[]): string => {
  const partners = new Set(commissions.map(({ partner_id }) => partner_id)).size;
  const who = counted(partners, 'partner', 'partners');
  const sums = inWords(sumsOf(commissions));
  switch (deed) {
    case 'approval':
      return `${sums} for ${who} ${partners === 1 ? 'becomes' : 'become'} due, each commission when its hold ends.`;
    case 'hold':
      return `${who} ${partners === 1 ? 'is' : 'are'} not paid ${sums} until somebody releases it.`;
    case 'release':
      return `${sums} for ${who} goes on as if it had not been held.`;
    default:
      return `${who} ${partners === 1 ? 'loses' : 'lose'} ${sums}, for good.`;
  }
};

/** Currencies are never added up. */
const sumsOf = (commissions: readonly Picked[]): string[] => {
  const sums = new Map<string, number>();
  for (const { amount, currency } of commissions) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].map(([currency, minor]) => amountText(minor, currency));
};

const hrefOf = ({ id }: Picked): string => `/admin/commissions/${id}`;

const columns = [
  { label: 'Commission', cell: (row: Picked) => commissionTitle(row) },
  { label: 'Partner', cell: ({ partner_name }: Picked) => partner_name },
  { label: 'State', cell: ({ state }: Picked) => <StateBadge state={state} /> },
  {
    label: 'Owed',
    isNumber: true,
    cell: ({ amount, currency }: Picked) => <Amount minor={amount} currency={currency} />,
  },
];

export interface ResultRow {
  readonly commission: Picked;
  /** Why nothing was done about it; undefined when it was. */
  readonly refusal: string | undefined;
}

/** What became of each of many, when not everything went well. */
export const BulkResultPage = ({ deed, rows }: { deed: ShownDeed; rows: readonly ResultRow[] }) => {
  const done = rows.filter(({ refusal }) => refusal === undefined).length;
  return (
    <>
      <PageHead
        title="What became of each"
        above={{ label: 'Commissions', href: '/admin/commissions' }}
        answer={`${counted(done, 'commission', 'commissions')} ${deed.done}; ${rows.length - done} could not be.`}
      />
      <DataTable
        caption="Results"
        columns={[
          { label: 'Commission', cell: ({ commission }: ResultRow) => commissionTitle(commission) },
          { label: 'Partner', cell: ({ commission }: ResultRow) => commission.partner_name },
          { label: 'Result', cell: ({ refusal }: ResultRow) => refusal ?? deed.done },
        ]}
        rows={rows}
        href={({ commission }) => hrefOf(commission)}
      />
    </>
  );
};
