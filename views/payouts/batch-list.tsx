import type { z } from 'zod';
import type { PayoutBatchView } from '../../src/payouts/payout-batch.view.ts';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import { counted } from '../components/plain-list.ts';
import type { Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { payoutTabs } from './payout-tabs.tsx';
import { totalsText } from './words.ts';

type Batch = z.output<typeof PayoutBatchView>;

interface BatchListProps {
  readonly list: { readonly data: readonly Batch[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly canPay: boolean;
}

const path = '/admin/payouts/batches';

export const BatchListPage = ({ list, query, canPay }: BatchListProps) => (
  <ListPage
    title="Payout batches"
    answer={sentenceOf(list.data)}
    path={path}
    query={query}
    views={payoutTabs(path, canPay)}
    filters={[
      {
        name: 'state',
        label: 'State',
        options: ['draft', 'approved', 'canceled'].map((state) => ({ value: state, label: state })),
      },
    ]}
    columns={columns}
    rows={list.data}
    nextCursor={list.next_cursor}
    hasCsv
    href={({ id }) => `${path}/${id}`}
    actions={
      canPay && (
        <a class="button" data-kind="primary" href="/admin/payouts/new">
          New batch
        </a>
      )
    }
    empty={
      <Empty title="No batch is here">
        <p>
          A batch pays many partners together: drafted, approved, paid by hand from a file, marked as paid.
        </p>
        {canPay && (
          <p>
            <a class="button" href="/admin/payouts">
              See what is ready to pay
            </a>
          </p>
        )}
      </Empty>
    }
  />
);

const sentenceOf = (batches: readonly Batch[]): string | undefined => {
  const drafts = batches.filter(({ state }) => state === 'draft').length;
  return drafts === 0 ? undefined : `${counted(drafts, 'draft waits', 'drafts wait')} for approval.`;
};

const columns: readonly Column<Batch>[] = [
  { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    label: 'When drafted',
    cell: ({ drafted }) => (drafted.length === 0 ? 'nothing to pay' : totalsText(drafted)),
  },
  {
    label: 'Approvals',
    isNumber: true,
    cell: ({ approvals, approvals_needed }) => `${approvals.length} of ${approvals_needed}`,
  },
  { label: 'Note', cell: ({ note }) => note ?? '' },
];
