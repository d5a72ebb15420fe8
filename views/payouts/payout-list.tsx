import type { z } from 'zod';
import { payoutTransitions } from '../../src/payouts/payout.ts';
import type { ListedPayoutView } from '../../src/payouts/payout.view.ts';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { payoutColumns } from './payout-columns.tsx';
import { payoutTabs } from './payout-tabs.tsx';

type Payout = z.output<typeof ListedPayoutView>;

interface PayoutListProps {
  readonly list: { readonly data: readonly Payout[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly canPay: boolean;
}

const path = '/admin/payouts/all';

export const PayoutListPage = ({ list, query, canPay }: PayoutListProps) => (
  <ListPage
    title="Payouts"
    path={path}
    query={query}
    views={payoutTabs(hrefWith(path, {}, { state: query.state }), canPay)}
    filters={[
      {
        name: 'state',
        label: 'State',
        options: payoutTransitions.states.map((state) => ({ value: state, label: state })),
      },
    ]}
    columns={payoutColumns}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => `/admin/payouts/${id}`}
    hasCsv={canPay}
    empty={
      <Empty title={query.state ? `No payout is ${query.state}` : 'No payout yet'}>
        <p>
          A payout is money for one partner in one currency, with the commissions that it pays. Approving a
          batch makes them.
        </p>
        <p>
          <a class="button" href="/admin/payouts/batches">
            See the batches
          </a>
        </p>
      </Empty>
    }
  />
);
