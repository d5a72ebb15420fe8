import { DataTable } from '../components/data-table.tsx';
import { hrefWith } from '../components/query.ts';
import { Tabs } from '../components/tabs.tsx';
import type { BatchPageProps } from './batch.tsx';
import { payoutColumns } from './payout-columns.tsx';
import { sumsText } from './words.ts';

/** The payouts of a batch, by state. */
export const BatchPayouts = ({ batch, payouts, query }: BatchPageProps) => {
  const path = `/admin/payouts/batches/${batch.id}`;
  const states = [...new Set(batch.payouts.map(({ state }) => state))];
  return (
    <section>
      <h2>Payouts</h2>
      {states.length > 1 && (
        <Tabs
          label="Payouts by state"
          tabs={[
            { label: 'All', href: path, current: query.state === undefined },
            ...states.map((state) => ({
              label: labelOf(batch, state),
              href: hrefWith(path, {}, { state }),
              current: query.state === state,
            })),
          ]}
        />
      )}
      <DataTable
        caption="Payouts of the batch"
        columns={payoutColumns}
        rows={payouts.data}
        href={({ id }) => `/admin/payouts/${id}`}
      />
      <nav class="list-foot" aria-label="Pages">
        {payouts.next_cursor && (
          <a href={hrefWith(path, query, { cursor: payouts.next_cursor })} rel="next">
            Older
          </a>
        )}
      </nav>
    </section>
  );
};

const labelOf = ({ payouts }: BatchPageProps['batch'], state: string): string =>
  `${state}: ${sumsText(payouts.filter((sum) => sum.state === state))}`;
