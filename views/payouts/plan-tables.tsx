import type { z } from 'zod';
import type { PayoutPlanView } from '../../src/payouts/payout-plan.view.ts';
import { Amount } from '../components/amount.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { counted } from '../components/plain-list.ts';
import { exclusionText } from './words.ts';

export type PayoutPlan = z.output<typeof PayoutPlanView>;
type Line = PayoutPlan['payouts'][number];
type Exclusion = PayoutPlan['excluded'][number];

/** Beyond it nobody reads on; the file of the batch has them all. */
const shownLines = 100;

/** Who gets what, and who gets nothing and why. */
export const PlanTables = ({ plan }: { readonly plan: PayoutPlan }) => (
  <>
    {plan.payouts.length > 0 && (
      <section>
        <h2>Who is paid</h2>
        <DataTable
          caption="Who is paid"
          columns={lineColumns}
          rows={plan.payouts.slice(0, shownLines)}
          href={partnerHref}
        />
        <More count={plan.payouts.length - shownLines} />
      </section>
    )}
    {plan.excluded.length > 0 && (
      <section>
        <h2>Who is left out, and why</h2>
        <p>What is due to them stays due.</p>
        <DataTable
          caption="Who is left out"
          columns={exclusionColumns}
          rows={plan.excluded.slice(0, shownLines)}
          href={partnerHref}
        />
        <More count={plan.excluded.length - shownLines} />
      </section>
    )}
  </>
);

const More = ({ count }: { readonly count: number }) =>
  count > 0 && <p class="muted">And {counted(count, 'more line', 'more lines')}; the sums have them all.</p>;

const partnerHref = ({ partner_id }: Line): string => `/admin/partners/${partner_id}`;

const partner: Column<Line> = { label: 'Partner', cell: ({ name }) => name };

const email: Column<Line> = { label: 'Email', cell: (line) => line.email ?? '' };

const amount = (label: string, name: 'earned' | 'clawbacks' | 'amount'): Column<Line> => ({
  label,
  isNumber: true,
  cell: (line) => <Amount minor={line[name]} currency={line.currency} />,
});

const commissions: Column<Line> = { label: 'Commissions', isNumber: true, cell: ({ items }) => items };

const lineColumns: readonly Column<Line>[] = [
  partner,
  email,
  commissions,
  amount('Earned', 'earned'),
  amount('Owed back', 'clawbacks'),
  amount('Gets', 'amount'),
];

const exclusionColumns: readonly Column<Exclusion>[] = [
  partner,
  { label: 'Why', cell: exclusionText },
  { ...commissions },
  amount('Due', 'amount'),
];
