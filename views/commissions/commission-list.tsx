import type { z } from 'zod';
import type { ListedCommissionView } from '../../src/commissions/commission.view.ts';
import type { CommissionSummaryView } from '../../src/commissions/commission-summary.view.ts';
import { reasonWords } from '../../src/core/plain-words.ts';
import { Amount, amountText } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import type { Filter } from '../components/filter-bar.tsx';
import { ListPage } from '../components/list-page.tsx';
import { counted, inWords } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import type { Tab } from '../components/tabs.tsx';
import { Time } from '../components/time.tsx';
import { capital } from '../conversions/words.ts';

type Listed = z.output<typeof ListedCommissionView>;
type Summary = z.output<typeof CommissionSummaryView>;

interface CommissionListProps {
  readonly list: { readonly data: readonly Listed[]; readonly next_cursor: string | null };
  readonly summary: Summary;
  readonly query: Query;
  readonly mayChange: boolean;
}

const path = '/admin/commissions';

export const CommissionListPage = ({ list, summary, query, mayChange }: CommissionListProps) => (
  <ListPage
    title="Commissions"
    answer={answerOf(summary, viewOf(query))}
    path={path}
    query={query}
    views={views.map((view) => tabOf(view, query, summary))}
    filters={filters}
    columns={columns}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => `${path}/${id}`}
    hasCsv
    {...(mayChange && { bulk })}
    actions={
      mayChange && (
        <a class="button" data-kind="primary" href={`${path}/new`}>
          Bonus for a partner
        </a>
      )
    }
    empty={<Nothing query={query} />}
  />
);

interface ListView {
  readonly label: string;
  readonly chosen: Query;
  readonly counts?: Counted;
  /** What the sum is of, after the count: "wait for approval". */
  readonly one: string;
  readonly many: string;
}

type Counted = 'waiting_for_approval' | 'pending' | 'held' | 'due' | 'processing';

const waiting: ListView = {
  label: 'Waiting for approval',
  chosen: { state: 'pending', approved: 'false' },
  counts: 'waiting_for_approval',
  one: 'commission waits for approval',
  many: 'commissions wait for approval',
};

const views: readonly ListView[] = [
  { label: 'All', chosen: {}, one: '', many: '' },
  waiting,
  {
    ...{ label: 'On hold', chosen: { state: 'held' }, counts: 'held' },
    ...{ one: 'commission is held back', many: 'commissions are held back' },
  },
  {
    ...{ label: 'Pending', chosen: { state: 'pending' }, counts: 'pending' },
    ...{ one: 'commission is pending', many: 'commissions are pending' },
  },
  {
    ...{ label: 'Due', chosen: { state: 'due' }, counts: 'due' },
    ...{ one: 'commission is due', many: 'commissions are due' },
  },
  {
    ...{ label: 'In a payout', chosen: { state: 'processing' }, counts: 'processing' },
    ...{ one: 'commission is in a payout', many: 'commissions are in a payout' },
  },
  { label: 'Paid', chosen: { state: 'paid' }, one: '', many: '' },
  { label: 'Voided', chosen: { state: 'voided' }, one: '', many: '' },
];

const chosenNames = ['state', 'approved'] as const;

const viewOf = (query: Query): ListView =>
  views.find(({ chosen }) => chosenNames.every((name) => (query[name] ?? '') === (chosen[name] ?? ''))) ??
  waiting;

const countIn = (summary: Summary, name: Counted): number =>
  summary.currencies.reduce((sum, currency) => sum + currency[name].count, 0);

/** Of the view; what waits for a person where the view has no count. */
const answerOf = (summary: Summary, view: ListView): string => {
  const shown = view.counts ? view : waiting;
  const name = shown.counts ?? 'waiting_for_approval';
  const sums = summary.currencies
    .filter((currency) => currency[name].count > 0)
    .map((currency) => amountText(currency[name].amount, currency.currency));
  const count = countIn(summary, name);
  if (count === 0) return `No ${shown.one}.`;
  return `${counted(count, shown.one, shown.many)}: ${inWords(sums)}.`;
};

const tabOf = ({ label, chosen, counts }: ListView, query: Query, summary: Summary): Tab => ({
  label: counts === 'waiting_for_approval' ? withCount(label, countIn(summary, counts)) : label,
  href: hrefWith(path, query, {
    cursor: undefined,
    ...Object.fromEntries(chosenNames.map((name) => [name, chosen[name]])),
  }),
  current: chosenNames.every((name) => (query[name] ?? '') === (chosen[name] ?? '')),
});

const withCount = (label: string, count: number): string => (count === 0 ? label : `${label} (${count})`);

const filters: readonly Filter[] = [
  { name: 'partner', label: 'Partner', placeholder: 'Name, code or id', type: 'search' },
  {
    name: 'kind',
    label: 'Kind',
    options: ['sale', 'signup', 'bonus', 'clawback', 'restore', 'adjustment'].map((value) => ({
      value,
      label: capital(value),
    })),
  },
];

const columns: readonly Column<Listed>[] = [
  {
    label: 'Commission',
    cell: ({ kind, order_id, id }) => (
      <>
        {capital(kind)} {order_id ?? <ShortId id={id} />}
      </>
    ),
  },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    label: 'Partner',
    cell: ({ partner_id, partner_name }) => <a href={`/admin/partners/${partner_id}`}>{partner_name}</a>,
  },
  {
    label: 'Why',
    cell: ({ reason, hold_reasons, note }) => (
      <span class="muted" title={note ?? undefined}>
        {[...hold_reasons, ...(reason ? [reason] : [])].map(reasonWords).join(', ')}
      </span>
    ),
  },
  {
    label: 'Due',
    cell: ({ due_at, approved_at, state }) => (
      <>
        <Time at={due_at} />
        {state === 'pending' && approved_at === null && <span class="note"> not approved</span>}
      </>
    ),
  },
  {
    label: 'Owed',
    isNumber: true,
    cell: ({ amount, currency }) => <Amount minor={amount} currency={currency} />,
  },
];

const bulk = {
  action: `${path}/bulk`,
  value: ({ id }: Listed) => id,
  label: ({ partner_name, amount, currency }: Listed) =>
    `${amountText(amount, currency)} for ${partner_name}`,
  buttons: (
    <>
      <button type="submit" name="deed" value="approval" data-kind="primary">
        Approve
      </button>
      <button type="submit" name="deed" value="hold">
        Hold
      </button>
      <button type="submit" name="deed" value="release">
        Release
      </button>
      <button type="submit" name="deed" value="void" data-kind="danger">
        Void
      </button>
    </>
  ),
};

const Nothing = ({ query }: { query: Query }) =>
  Object.keys(query).some((name) => name !== 'cursor') ? (
    <Empty title={query.approved === 'false' ? 'Nothing waits for you' : 'No commission fits'}>
      <p>
        <a href={path}>Show all commissions</a>
      </p>
    </Empty>
  ) : (
    <Empty title="No commission yet">
      <p>
        A commission is what a partner earns by one sale: it waits for its hold and, where you want it, for
        your approval, becomes due, and is paid.
      </p>
      <p>
        <a class="button" data-kind="primary" href="/admin/rules">
          See the rules that they are earned by
        </a>
      </p>
    </Empty>
  );
