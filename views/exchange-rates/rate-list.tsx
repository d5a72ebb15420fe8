import type { z } from 'zod';
import type { ExchangeRateView } from '../../src/exchange-rates/exchange-rate.view.ts';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import type { Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';

type Rate = z.output<typeof ExchangeRateView>;

interface RateListProps {
  readonly list: { readonly data: readonly Rate[]; readonly next_cursor: string | null };
  /** Those that a sale of this moment is converted by. */
  readonly countingIds: ReadonlySet<string>;
  readonly now: string;
  readonly query: Query;
  readonly programCurrency: string;
  readonly canAdd: boolean;
}

export const RateListPage = ({ list, query, programCurrency, canAdd, ...at }: RateListProps) => (
  <ListPage
    title="Exchange rates"
    answer={`Flat amounts and caps are in ${programCurrency}. For a sale in another currency the latest rate counts that begins no later than the sale: that of its program, else that for every program.`}
    path="/admin/exchange-rates"
    query={query}
    filters={[
      { name: 'from', label: 'From', placeholder: 'EUR' },
      { name: 'to', label: 'To', placeholder: programCurrency },
      { name: 'on', label: 'Counting at the end of', type: 'date' },
    ]}
    columns={columnsAt(at)}
    rows={list.data}
    nextCursor={list.next_cursor}
    hasCsv
    actions={
      canAdd && (
        <a class="button" data-kind="primary" href="/admin/exchange-rates/new">
          New rate
        </a>
      )
    }
    empty={
      query.from || query.to || query.on ? (
        <Empty title="No rate is like that">
          <p>
            <a href="/admin/exchange-rates">Show all rates</a>
          </p>
        </Empty>
      ) : (
        <NoRate canAdd={canAdd} programCurrency={programCurrency} />
      )
    }
  />
);

type Moment = Pick<RateListProps, 'countingIds' | 'now'>;

const columnsAt = (at: Moment): readonly Column<Rate>[] => [
  { label: 'Rate', cell: ({ from, to, rate }) => <span class="amount">{`1 ${from} = ${rate} ${to}`}</span> },
  { label: 'Counts', cell: (rate) => <Standing rate={rate} {...at} /> },
  { label: 'From', cell: ({ valid_from }) => <Time at={valid_from} /> },
  { label: 'For', cell: ({ program_id }) => (program_id === null ? 'every program' : 'this program') },
  { label: 'Source', cell: ({ source }) => source },
  { label: 'Stored', cell: ({ created_at }) => <Time at={created_at} /> },
];

const Standing = ({ rate, countingIds, now }: Moment & { readonly rate: Rate }) => {
  if (countingIds.has(rate.id)) return <StateBadge state="now" tone="good" />;
  return rate.valid_from > now ? <StateBadge state="later" tone="wait" /> : <StateBadge state="before" />;
};

const NoRate = ({ canAdd, programCurrency }: Pick<RateListProps, 'canAdd' | 'programCurrency'>) => (
  <Empty title="No rate yet">
    <p>
      {`Sales in ${programCurrency} need none. A percentage of a sale is earned in the currency of the sale; where your rules have flat amounts or caps in ${programCurrency}, a sale in another currency without a rate earns 0, and its commission says so.`}
    </p>
    {canAdd && (
      <p>
        <a class="button" data-kind="primary" href="/admin/exchange-rates/new">
          Store the first one
        </a>
      </p>
    )}
  </Empty>
);
