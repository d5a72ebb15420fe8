import type { z } from 'zod';
import { confirmationField } from '../../src/http/forms/confirmation.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { PayoutWithItemsView } from '../../src/payouts/payout.view.ts';
import { amountText } from '../components/amount.tsx';
import { Consequences } from '../components/consequences.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import type { PayoutDeed } from './payout-deeds.ts';

interface PayoutMovePageProps {
  readonly payout: z.output<typeof PayoutWithItemsView>;
  readonly deed: PayoutDeed;
  readonly rowVersion: number | undefined;
  readonly values: FormValues;
  /** As it is to be typed. */
  readonly sum: string;
  readonly refusal?: FormRefusal;
}

/** One thing that is done to a payout: what comes of it first, then the form. */
export const PayoutMovePage = ({ payout, deed, rowVersion, values, sum, refusal }: PayoutMovePageProps) => {
  const { id, amount, currency, partner_name, item_count } = payout;
  const shown = amountText(amount, currency);
  return (
    <>
      <PageHead
        title={deed.label}
        above={{ label: `Payout to ${partner_name}`, href: `/admin/payouts/${id}` }}
        answer={`${shown} to ${partner_name}, ${counted(item_count, 'commission', 'commissions')}.`}
      />
      <Consequences
        title="What this does"
        tone={deed.isTyped ? 'bad' : 'wait'}
        lines={[deed.consequences(shown, partner_name)]}
      />
      <ActionForm
        action={`/admin/payouts/${id}/${deed.move}`}
        fields={deed.isTyped ? [...deed.fields, confirmationField(sum)] : deed.fields}
        values={values}
        refusal={refusal}
        hidden={{ row_version: rowVersion }}
        submit={deed.label}
        kind={deed.kind ?? 'primary'}
        cancel={`/admin/payouts/${id}`}
      />
    </>
  );
};
