import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { groupHref, groupsPath, type ListedGroupFacts, policyText } from './group.ts';

interface GroupListProps {
  readonly list: { readonly data: readonly ListedGroupFacts[]; readonly next_cursor: string | null };
  /** How many tiers each has, by its id. */
  readonly tierCounts: ReadonlyMap<string, number>;
  readonly query: Query;
  readonly mayWrite: boolean;
}

export const GroupListPage = ({ list, tierCounts, query, mayWrite }: GroupListProps) => (
  <ListPage
    title="Groups and tiers"
    answer="Partners of a group share rules; the tiers of a group are climbed by selling."
    path={groupsPath}
    query={query}
    views={[
      { label: 'In use', href: groupsPath, current: query.archived !== 'true' },
      {
        label: 'Retired',
        href: hrefWith(groupsPath, {}, { archived: 'true' }),
        current: query.archived === 'true',
      },
    ]}
    columns={columnsOf(tierCounts)}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => groupHref(id)}
    actions={
      mayWrite && (
        <a class="button" href={`${groupsPath}/new`}>
          New group
        </a>
      )
    }
    empty={query.archived === 'true' ? <NoneRetired /> : <NoneYet mayWrite={mayWrite} />}
  />
);

const columnsOf = (tierCounts: ReadonlyMap<string, number>): readonly Column<ListedGroupFacts>[] => [
  { label: 'Name', cell: ({ name }) => name },
  { label: 'Partners', isNumber: true, cell: ({ partner_count }) => memberText(partner_count) },
  { label: 'Tiers', isNumber: true, cell: ({ id }) => tierCounts.get(id) ?? 0 },
  {
    label: 'Climbed by',
    cell: (group) =>
      tierCounts.has(group.id) ? policyText(group) : <span class="muted">no tiers to climb</span>,
  },
  { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
];

/** Where the API stopped counting. */
const countedUpTo = 1_000;

const memberText = (count: number): string =>
  count >= countedUpTo ? `${countedUpTo.toLocaleString('en')} or more` : String(count);

const NoneYet = ({ mayWrite }: { readonly mayWrite: boolean }) => (
  <Empty title="No group yet">
    <p>
      Put partners together who earn by the same rules, such as agencies or creators. Give the group tiers,
      and who sells more earns more by themselves.
    </p>
    {mayWrite && (
      <p>
        <a class="button" data-kind="primary" href={`${groupsPath}/new`}>
          Make the first group
        </a>
      </p>
    )}
  </Empty>
);

const NoneRetired = () => (
  <Empty title="No group is retired">
    <p>
      <a href={groupsPath}>Show the groups in use</a>
    </p>
  </Empty>
);
