import type { z } from 'zod';
import type { BalanceSummaryView, BalanceView } from '../../src/ledger/balance.view.ts';
import { Amount, amountText } from '../components/amount.tsx';
import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import { counted, inWords } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';

type Balance = z.output<typeof BalanceView>;
type CurrencySum = z.output<typeof BalanceSummaryView>['currencies'][number];

interface BalanceListProps {
  readonly list: { readonly data: readonly Balance[]; readonly next_cursor: string | null };
  readonly currencies: readonly CurrencySum[];
  readonly query: Query;
}

const path = '/admin/balances';

export const BalanceListPage = ({ list, currencies, query }: BalanceListProps) => (
  <ListPage
    title="Balances"
    answer={<Answer currencies={currencies} />}
    path={path}
    query={query}
    views={viewsOf(query)}
    filters={
      currencies.length > 1
        ? [
            {
              name: 'currency',
              label: 'Currency',
              options: currencies.map(({ currency }) => ({ value: currency, label: currency })),
            },
          ]
        : []
    }
    columns={columns}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={statementHref}
    hasCsv
    empty={currencies.length === 0 ? <NothingEarned /> : <NothingHere />}
  />
);

export const statementHref = ({ partner_id, currency }: Pick<Balance, 'partner_id' | 'currency'>): string =>
  hrefWith('/admin/statements', {}, { partner_id, currency });

const viewsOf = ({ negative, due_above, currency }: Query) =>
  [{ label: 'All' }, { label: 'Due now', due_above: '0' }, { label: 'Owed back', negative: 'true' }].map(
    ({ label, ...asked }) => ({
      label,
      href: hrefWith(path, {}, { ...asked, currency }),
      current: asked.negative === negative && asked.due_above === due_above,
    }),
  );

const account = (
  label: string,
  name: 'pending' | 'held' | 'due' | 'processing' | 'paid',
): Column<Balance> => ({
  label,
  isNumber: true,
  // Nothing is told best by an empty cell.
  cell: (row) => row[name] !== 0 && <Amount minor={row[name]} currency={row.currency} />,
});

const columns: readonly Column<Balance>[] = [
  { label: 'Partner', cell: ({ partner_name }) => partner_name },
  account('Pending', 'pending'),
  account('Held', 'held'),
  account('Due', 'due'),
  account('Processing', 'processing'),
  account('Paid', 'paid'),
  {
    label: 'Unpaid',
    isNumber: true,
    cell: ({ balance, currency }) => (
      <>
        <Amount minor={balance} currency={currency} />
        {balance < 0 && <span class="note">owed back</span>}
      </>
    ),
  },
];

/** One sentence a currency: they are never added up. */
const Answer = ({ currencies }: { readonly currencies: readonly CurrencySum[] }) => {
  const sums = currencies.filter(
    ({ balance, owed_back, paid }) => balance !== 0 || owed_back !== 0 || paid > 0,
  );
  if (sums.length === 0) return 'Nobody is owed anything.';
  return sums.map((sum) => <span class="sentence">{sentenceOf(sum)} </span>);
};

const sentenceOf = (sum: CurrencySum): string => {
  const { currency } = sum;
  const due =
    sum.partners_due === 0
      ? `Nothing is due in ${currency}`
      : `${counted(sum.partners_due, 'partner has', 'partners have')} ${amountText(sum.due_to_partners, currency)} due`;
  const rest = [
    sum.pending + sum.held !== 0 && `${amountText(sum.pending + sum.held, currency)} not due yet`,
    sum.processing !== 0 && `${amountText(sum.processing, currency)} being paid`,
    sum.partners_owing > 0 &&
      `${counted(sum.partners_owing, 'partner owes', 'partners owe')} ${amountText(-sum.owed_back, currency)} back`,
    sum.paid !== 0 && `${amountText(sum.paid, currency)} paid so far`,
  ].filter((part) => part !== false);
  return rest.length === 0 ? `${due}.` : `${due}; ${inWords(rest)}.`;
};

const NothingEarned = () => (
  <Empty title="Nobody has earned anything yet">
    <p>
      With the first commission a partner gets a balance here: what is pending, held, due, being paid and
      paid, in each currency.
    </p>
    <p>
      <a class="button" data-kind="primary" href="/admin/partners">
        See the partners
      </a>
    </p>
  </Empty>
);

const NothingHere = () => (
  <Empty title="No balance is like that">
    <p>
      <a href={path}>Show all balances</a>
    </p>
  </Empty>
);
