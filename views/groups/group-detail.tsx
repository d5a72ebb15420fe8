import { StateBadge } from '../components/badge.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { PageHead } from '../components/page-head.tsx';
import { hrefWith } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { type ListedPartnerFacts, partnerHref, partnersPath } from '../partners/partner.ts';
import {
  type GroupFacts,
  groupHref,
  groupsPath,
  metricText,
  policyText,
  type TierChangeFacts,
  type TierFacts,
  tierHref,
} from './group.ts';

interface GroupDetailProps {
  readonly group: GroupFacts;
  /** From the lowest up. */
  readonly tiers: readonly TierFacts[];
  readonly members: { readonly data: readonly ListedPartnerFacts[]; readonly next_cursor: string | null };
  readonly changes: readonly TierChangeFacts[];
  /** The program's, in which thresholds of revenue are. */
  readonly currency: string;
  readonly mayWrite: boolean;
}

export const GroupDetailPage = (props: GroupDetailProps) => {
  const { group, tiers, changes } = props;
  const mayChange = props.mayWrite && group.archived_at === null;
  return (
    <>
      <PageHead
        title={group.name}
        above={{ label: 'Groups and tiers', href: groupsPath }}
        badge={group.archived_at !== null && <StateBadge state="retired" />}
        answer={answerOf(group, tiers)}
      >
        {mayChange && <Actions group={group} />}
      </PageHead>
      <section>
        <h2>Tiers</h2>
        <Ladder {...props} mayWrite={mayChange} />
      </section>
      <section>
        <h2>Members</h2>
        <Members {...props} />
      </section>
      <section>
        <h2>Who rose and fell</h2>
        {changes.length === 0 ? (
          <p class="muted">Nobody has changed tiers here yet.</p>
        ) : (
          <DataTable caption="Tier changes" columns={changeColumns(props)} rows={changes} />
        )}
      </section>
    </>
  );
};

const answerOf = (group: GroupFacts, tiers: readonly TierFacts[]): string => {
  if (group.archived_at !== null) return 'It is retired, with its tiers: nobody can join it.';
  if (tiers.length === 0) return 'Its partners share rules. It has no tiers.';
  return `Tiers are climbed by ${policyText(group)}. Up at once; down at the end of a period only.`;
};

const Actions = ({ group: { id } }: { readonly group: GroupFacts }) => (
  <>
    <a class="button" href={groupHref(id, 'tiers/new')}>
      New tier
    </a>
    <a class="button" href={groupHref(id, 'edit')}>
      Edit
    </a>
    <a class="button" href={groupHref(id, 'retirement')}>
      Retire
    </a>
  </>
);

const Ladder = ({ group, tiers, currency, mayWrite }: GroupDetailProps) => {
  if (tiers.length === 0) {
    return (
      <p class="muted">None. With tiers, partners earn more as they sell more: give each tier a rule.</p>
    );
  }
  const columns: Column<TierFacts>[] = [
    { label: 'Tier', cell: ({ name }) => name },
    {
      label: 'From',
      isNumber: true,
      cell: ({ threshold }) =>
        threshold === 0 ? 'the beginning' : metricText(threshold, group.tier_metric, currency),
    },
    { label: 'Since', cell: ({ created_at }) => <Time at={created_at} /> },
    ...(mayWrite
      ? [{ label: '', cell: ({ id }: TierFacts) => <a href={tierHref(id, 'retirement')}>Retire</a> }]
      : []),
  ];
  return (
    <DataTable
      caption="Tiers, from the lowest up"
      columns={columns}
      rows={tiers}
      {...(mayWrite && { href: ({ id }: TierFacts) => tierHref(id, 'edit') })}
    />
  );
};

const memberColumns: readonly Column<ListedPartnerFacts>[] = [
  { label: 'Name', cell: ({ name }) => name },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { label: 'Tier', cell: ({ tier_name }) => tier_name ?? <span class="muted">none yet</span> },
  { label: 'Joined the program', cell: ({ created_at }) => <Time at={created_at} /> },
];

const Members = ({ group, members }: GroupDetailProps) => {
  if (members.data.length === 0) {
    return <p class="muted">Nobody is in it. The group of a partner is set on their edit page.</p>;
  }
  return (
    <>
      <DataTable
        caption="Members"
        columns={memberColumns}
        rows={members.data}
        href={({ id }) => partnerHref(id)}
      />
      {members.next_cursor !== null && (
        <p>
          <a href={hrefWith(partnersPath, {}, { group_id: group.id })}>All members</a>
        </p>
      )}
    </>
  );
};

const changeColumns = ({ group, currency }: GroupDetailProps): readonly Column<TierChangeFacts>[] => [
  {
    label: 'Partner',
    cell: ({ partner_id, partner_name }) => <a href={partnerHref(partner_id)}>{partner_name}</a>,
  },
  { label: 'From', cell: ({ from }) => from?.name ?? <span class="muted">no tier</span> },
  { label: 'To', cell: ({ to }) => to?.name ?? <span class="muted">no tier</span> },
  {
    label: 'With',
    isNumber: true,
    cell: ({ metric_value }) => metricText(metric_value, group.tier_metric, currency),
  },
  { label: 'Effective', cell: ({ effective_at }) => <Time at={effective_at} /> },
];
