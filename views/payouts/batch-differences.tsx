import type { z } from 'zod';
import type { DifferenceView } from '../../src/payouts/payout-batch.view.ts';
import { Amount } from '../components/amount.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { ShortId } from '../components/short-id.tsx';
import type { Batch } from './batch.tsx';
import type { PayoutPlan } from './plan-tables.tsx';

type Difference = z.output<typeof DifferenceView>;

/** Where a draft would not pay any more what it would have paid when it was drafted. */
export const BatchDifferences = ({ batch, plan }: { readonly batch: Batch; readonly plan: PayoutPlan }) => {
  if (!batch.differences || batch.differences.length === 0) return null;
  const names = new Map([...plan.payouts, ...plan.excluded].map((line) => [line.partner_id, line.name]));
  return (
    <section>
      <h2>Changed since it was drafted</h2>
      <DataTable
        caption="Changed since it was drafted"
        columns={columnsFor(names)}
        rows={batch.differences.slice(0, 100)}
        href={({ partner_id }) => `/admin/partners/${partner_id}`}
      />
    </section>
  );
};

const columnsFor = (names: ReadonlyMap<string, string>): readonly Column<Difference>[] => [
  { label: 'Partner', cell: ({ partner_id }) => names.get(partner_id) ?? <ShortId id={partner_id} /> },
  {
    label: 'When drafted',
    isNumber: true,
    cell: ({ drafted_amount, currency }) => <Amount minor={drafted_amount} currency={currency} />,
  },
  {
    label: 'Now',
    isNumber: true,
    cell: ({ amount, currency }) => <Amount minor={amount} currency={currency} />,
  },
];
