import type { z } from 'zod';
import type { StatementView } from '../../src/ledger/statement.view.ts';
import { Amount, amountText } from '../components/amount.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { FilterBar } from '../components/filter-bar.tsx';
import { PageHead } from '../components/page-head.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';

type Statement = z.output<typeof StatementView>;
type Line = Statement['data'][number];

interface StatementPageProps {
  readonly partner: { readonly id: string; readonly name: string };
  /** Those that the partner has a balance in. */
  readonly currencies: readonly string[];
  /** The period and the currency, as they stand in the address. */
  readonly asked: Query;
  /** Undefined when what was asked for is no period. */
  readonly statement: Statement | undefined;
  /** Why there is none. */
  readonly refusal: string;
}

const path = '/admin/statements';

export const StatementPage = ({ partner, currencies, asked, statement, refusal }: StatementPageProps) => (
  <>
    <PageHead
      title={`Statement of ${partner.name}`}
      above={{ label: 'Balances', href: '/admin/balances' }}
      answer={statement && sentenceOf(statement)}
    >
      <a class="button" href={`/admin/partners/${partner.id}`}>
        The partner
      </a>
    </PageHead>
    <FilterBar
      path={path}
      query={asked}
      filters={[
        {
          name: 'currency',
          label: 'Currency',
          options: currencies.map((code) => ({ value: code, label: code })),
        },
        { name: 'from', label: 'From', type: 'date' },
        { name: 'to', label: 'To', type: 'date' },
      ]}
    />
    {statement ? (
      <Sheet statement={statement} asked={asked} />
    ) : (
      <p class="error" role="alert">
        {refusal}
      </p>
    )}
  </>
);

const sentenceOf = ({ opening, closing, currency, from, to, time_zone }: Statement): string => {
  const closed = closing.balance < 0 ? 'owes' : 'is owed';
  const before = amountText(opening.balance, currency);
  const after = amountText(Math.abs(closing.balance), currency);
  return `From ${from} to ${to} (${time_zone}) the balance went from ${before} to ${amountText(closing.balance, currency)}: at the end the partner ${closed} ${after}${closing.balance < 0 ? ' back' : ''}.`;
};

const Sheet = ({ statement, asked }: { readonly statement: Statement; readonly asked: Query }) => (
  <>
    <section>
      <h2>Summary</h2>
      <DataTable
        caption="Opening balance, what moved, closing balance"
        columns={summaryColumns(statement.currency)}
        rows={summaryRows(statement)}
      />
    </section>
    <section>
      <h2>Lines</h2>
      {statement.data.length === 0 ? (
        <p class="muted">Nothing moved in this period.</p>
      ) : (
        <DataTable caption="Lines" columns={lineColumns(statement.currency)} rows={statement.data} />
      )}
      <nav class="list-foot" aria-label="Pages">
        {statement.next_cursor && (
          <a href={hrefWith(path, asked, { cursor: statement.next_cursor })} rel="next">
            Further lines
          </a>
        )}
        <a href={hrefWith(`${path}.csv`, asked, {})} download="">
          CSV of this statement
        </a>
      </nav>
    </section>
  </>
);

interface SummaryRow {
  readonly label: string;
  readonly count: number | null;
  readonly accounts: Statement['opening'];
}

const summaryRows = ({ opening, movements, closing, from, to }: Statement): SummaryRow[] => [
  { label: `Opening balance, ${from}`, count: null, accounts: opening },
  ...movements.map(({ group, count, changes }) => ({ label: groupText[group], count, accounts: changes })),
  { label: `Closing balance, ${to}`, count: null, accounts: closing },
];

const accounts = [
  ['Pending', 'pending'],
  ['Held', 'held'],
  ['Due', 'due'],
  ['Processing', 'processing'],
  ['Paid', 'paid'],
  ['Unpaid', 'balance'],
] as const;

const summaryColumns = (currency: string): Column<SummaryRow>[] => [
  { label: 'What', cell: ({ label }) => label },
  { label: 'Lines', isNumber: true, cell: ({ count }) => count ?? '' },
  ...accounts.map(([label, name]) => ({
    label,
    isNumber: true,
    cell: (row: SummaryRow) =>
      (row.count === null || row.accounts[name] !== 0) && (
        <Amount minor={row.accounts[name]} currency={currency} />
      ),
  })),
];

const lineColumns = (currency: string): Column<Line>[] => [
  { label: 'When', cell: ({ at }) => <Time at={at} /> },
  {
    label: 'What',
    cell: ({ group, from, to }) => (
      <>
        {groupText[group]}
        <span class="note">{`${accountText[from]} → ${accountText[to]}`}</span>
      </>
    ),
  },
  { label: 'Order', cell: ({ order_id }) => order_id ?? '' },
  {
    label: 'Commission',
    cell: ({ commission_id }) =>
      commission_id && (
        <a href={`/admin/commissions/${commission_id}`}>
          <ShortId id={commission_id} />
        </a>
      ),
  },
  { label: 'Amount', isNumber: true, cell: ({ amount }) => <Amount minor={amount} currency={currency} /> },
  {
    label: 'Unpaid after',
    isNumber: true,
    cell: ({ balance_after }) => <Amount minor={balance_after} currency={currency} />,
  },
];

const accountText: Readonly<Record<Line['from'], string>> = {
  pending: 'pending',
  held: 'held',
  due: 'due',
  processing: 'processing',
  paid: 'paid',
  expense: 'the program',
};

const groupText: Readonly<Record<Line['group'], string>> = {
  earned: 'Earned',
  adjusted: 'Adjusted by hand',
  reversed: 'Reversed by refunds',
  voided: 'Voided',
  held: 'Held back',
  released: 'Released',
  reserved: 'Taken into payouts',
  returned: 'Given back by canceled payouts',
  paid_out: 'Paid',
  payout_reversed: 'Payouts that came back',
};
