import type { Child } from '../../src/jsx/markup.ts';
import { type Column, DataTable } from './data-table.tsx';
import { type Filter, FilterBar } from './filter-bar.tsx';
import { PageHead } from './page-head.tsx';
import { hrefWith, type Query } from './query.ts';
import { type Tab, Tabs } from './tabs.tsx';

interface ListPageProps<Row> {
  readonly title: string;
  /** The sentence somebody came for: "12 commissions wait for approval, USD 1,204.50". */
  readonly answer?: Child;
  /** The address of the list, without its query. */
  readonly path: string;
  /** As it was asked for: filters and the place in the list. */
  readonly query: Query;
  readonly views?: readonly Tab[];
  readonly filters?: readonly Filter[];
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
  readonly href?: (row: Row) => string;
  /** What can be done with picked rows: buttons of the form with the id `bulk`, see `DataTable`. */
  readonly bulk?: {
    readonly action: string;
    value(row: Row): string;
    label(row: Row): string;
    readonly buttons: Child;
  };
  /** Whether the list can be had as a file: at `path`.csv with the same filters. */
  readonly hasCsv?: boolean;
  /** Shown in place of the table. */
  readonly empty: Child;
  /** Beside the title: what can be made. */
  readonly actions?: Child;
}

/** Every list: the answer, saved views, filters that can be linked to, the table, what can be done, the next page. */
export const ListPage = <Row,>(list: ListPageProps<Row>) => (
  <>
    <PageHead title={list.title} answer={list.answer}>
      {list.actions}
    </PageHead>
    {list.views && <Tabs label={`Views of ${list.title.toLowerCase()}`} tabs={list.views} />}
    {list.filters && <FilterBar path={list.path} query={list.query} filters={list.filters} />}
    {list.rows.length === 0 ? list.empty : <Rows {...list} />}
  </>
);

const Rows = <Row,>(list: ListPageProps<Row>) => (
  <>
    <DataTable
      caption={list.title}
      columns={list.columns}
      rows={list.rows}
      {...(list.href && { href: list.href })}
      {...(list.bulk && {
        pick: { form: 'bulk', name: 'ids', value: list.bulk.value, label: list.bulk.label },
      })}
    />
    {list.bulk && (
      <form id="bulk" class="bulk-bar" method="post" action={list.bulk.action}>
        <p class="picked" data-picked="bulk" aria-live="polite"></p>
        {list.bulk.buttons}
      </form>
    )}
    <nav class="list-foot" aria-label="Pages">
      {list.query.cursor && <a href={hrefWith(list.path, list.query, { cursor: undefined })}>Newest</a>}
      {list.nextCursor && (
        <a href={hrefWith(list.path, list.query, { cursor: list.nextCursor })} rel="next">
          Older
        </a>
      )}
      {list.hasCsv && (
        <a href={hrefWith(`${list.path}.csv`, list.query, { cursor: undefined })} download="">
          CSV of this view
        </a>
      )}
    </nav>
  </>
);
