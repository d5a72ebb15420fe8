import { Amount } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import { counted } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';
import type { Tab } from '../components/tabs.tsx';
import { Time } from '../components/time.tsx';
import { type ListedPartnerFacts, type PartnerCounts, partnerHref, partnersPath } from './partner.ts';
import { BulkDecision } from './partner-bulk.tsx';

export interface PartnerListProps {
  readonly list: { readonly data: readonly ListedPartnerFacts[]; readonly next_cursor: string | null };
  readonly summary: PartnerCounts;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly query: Query;
  readonly mayWrite: boolean;
}

export const PartnerListPage = ({ list, summary, groups, query, mayWrite }: PartnerListProps) => (
  <ListPage
    title="Partners"
    answer={answerOf(summary)}
    path={partnersPath}
    query={query}
    views={viewsOf(query, summary)}
    filters={[
      { name: 'q', label: 'Search', type: 'search', placeholder: 'Name, email or code' },
      ...(groups.length === 0
        ? []
        : [
            {
              name: 'group_id',
              label: 'Group',
              options: groups.map(({ id, name }) => ({ value: id, label: name })),
            },
          ]),
    ]}
    columns={columns}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => partnerHref(id)}
    {...(mayWrite && { bulk: bulkOf(query) })}
    hasCsv
    actions={
      mayWrite && (
        <a class="button" data-kind="primary" href={`${partnersPath}/new`}>
          New partner
        </a>
      )
    }
    empty={summary.total === 0 ? <NobodyYet mayWrite={mayWrite} /> : <NobodyHere />}
  />
);

const bulkOf = (query: Query) => ({
  action: `${partnersPath}/decisions`,
  value: ({ id }: ListedPartnerFacts) => id,
  label: ({ name }: ListedPartnerFacts) => name,
  buttons: <BulkDecision query={query} />,
});

/** What waits first, then how many there are. */
const answerOf = ({ states, total }: PartnerCounts): string => {
  if (total === 0) return 'Nobody promotes this program yet.';
  const waiting =
    states.pending === 0
      ? 'Nobody waits for approval'
      : counted(states.pending, 'partner waits for approval', 'partners wait for approval');
  return `${waiting}; ${counted(states.approved, 'partner is active', 'partners are active')}.`;
};

const views = [
  { label: 'All', state: undefined },
  { label: 'Waiting for approval', state: 'pending' },
  { label: 'Active', state: 'approved' },
  { label: 'Invited', state: 'invited' },
  { label: 'Suspended', state: 'suspended' },
  { label: 'Rejected', state: 'rejected' },
  { label: 'Terminated', state: 'terminated' },
] as const;

const viewsOf = (query: Query, { states, total }: PartnerCounts): Tab[] =>
  views.map(({ label, state }) => ({
    label,
    href: hrefWith(partnersPath, query, { state, cursor: undefined }),
    current: query.state === state,
    count: state === undefined ? total : states[state],
  }));

const moneyColumn = (label: string, name: 'earned' | 'balance'): Column<ListedPartnerFacts> => ({
  label,
  isNumber: true,
  cell: ({ balances }) =>
    balances.map((balance) => (
      <span class="line">
        <Amount minor={balance[name]} currency={balance.currency} />
      </span>
    )),
});

const columns: readonly Column<ListedPartnerFacts>[] = [
  {
    label: 'Name',
    cell: ({ name, email }) => (
      <>
        {name}
        {email !== null && <span class="note">{email}</span>}
      </>
    ),
  },
  { label: 'Code', cell: ({ code }) => <code>{code}</code> },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    label: 'Group, tier',
    cell: ({ group_name, tier_name }) => [group_name, tier_name].filter((part) => part !== null).join(', '),
  },
  moneyColumn('Earned', 'earned'),
  moneyColumn('Unpaid', 'balance'),
  { label: 'Joined', cell: ({ created_at }) => <Time at={created_at} /> },
];

const NobodyYet = ({ mayWrite }: { readonly mayWrite: boolean }) => (
  <Empty title="No partner yet">
    <p>
      Partners bring you customers, by a link or a promo code, and earn by your rules. Here you see who they
      are, who waits for your approval, and what each has earned.
    </p>
    {mayWrite && (
      <p>
        <a class="button" data-kind="primary" href={`${partnersPath}/new`}>
          Add the first partner
        </a>
      </p>
    )}
    <p>
      Do you have them elsewhere? <a href="/admin/imports">Bring them in from a CSV file</a>.
    </p>
  </Empty>
);

const NobodyHere = () => (
  <Empty title="No partner is like that">
    <p>
      <a href={partnersPath}>Show all partners</a>
    </p>
  </Empty>
);
