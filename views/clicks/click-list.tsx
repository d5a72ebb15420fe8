import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { Facts } from '../components/facts.tsx';
import { FilterBar } from '../components/filter-bar.tsx';
import { PageHead } from '../components/page-head.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { type ClickFacts, clickColumns, ownerColumns, standingMeanings } from './click.tsx';

export const clicksPath = '/admin/clicks';

interface ClickListProps {
  readonly list: { readonly data: readonly ClickFacts[]; readonly next_cursor: string | null };
  readonly query: Query;
}

const [when, standing, ...others] = clickColumns;
const columns = [when, ...ownerColumns, standing, ...others].filter((column) => column !== undefined);

export const ClickListPage = ({ list, query }: ClickListProps) => {
  const isLive = query.live !== 'off' && query.cursor === undefined;
  return (
    <>
      <PageHead title="Clicks" answer={answerOf(query, isLive)}>
        <LiveSwitch query={query} isLive={isLive} />
      </PageHead>
      <FilterBar
        path={clicksPath}
        query={query}
        filters={[
          { name: 'partner', label: 'Partner', type: 'search', placeholder: 'Code, name or email' },
          { name: 'link', label: 'Link', placeholder: 'Slug' },
          {
            name: 'bot',
            label: 'Who',
            options: [
              { value: 'false', label: 'People' },
              { value: 'true', label: 'Bots' },
            ],
          },
        ]}
      />
      <div id="clicks" {...(isLive && polling(query))}>
        {list.data.length === 0 ? <None query={query} /> : <Clicks list={list} query={query} />}
      </div>
      <details>
        <summary>What counts</summary>
        <Facts facts={standingMeanings} />
      </details>
    </>
  );
};

const answerOf = (query: Query, isLive: boolean): string => {
  if (query.cursor !== undefined) return 'Older clicks, newest first.';
  return isLive ? 'Newest first, as they come: looked for again every 5 seconds.' : 'Newest first; paused.';
};

const LiveSwitch = ({ query, isLive }: { readonly query: Query; readonly isLive: boolean }) => {
  const live = isLive ? 'off' : undefined;
  return (
    <a class="button" href={hrefWith(clicksPath, query, { live, cursor: undefined })}>
      {isLive ? 'Pause' : 'Watch live'}
    </a>
  );
};

/** The same address again, of which the part with the clicks is taken. */
const polling = (query: Query) => ({
  'hx-get': hrefWith(clicksPath, query, {}),
  'hx-trigger': 'every 5s',
  'hx-select': '#clicks',
  'hx-target': '#clicks',
  'hx-swap': 'outerHTML',
});

const Clicks = ({ list, query }: ClickListProps) => (
  <>
    <DataTable caption="Clicks" columns={columns} rows={list.data} />
    <nav class="list-foot" aria-label="Pages">
      {query.cursor !== undefined && <a href={hrefWith(clicksPath, query, { cursor: undefined })}>Newest</a>}
      {list.next_cursor !== null && (
        <a href={hrefWith(clicksPath, query, { cursor: list.next_cursor })} rel="next">
          Older
        </a>
      )}
      <a href={hrefWith(`${clicksPath}.csv`, query, { cursor: undefined, live: undefined })} download="">
        CSV of this view
      </a>
    </nav>
  </>
);

const None = ({ query }: { readonly query: Query }) =>
  ['partner', 'link', 'bot'].some((name) => query[name] !== undefined) ? (
    <Empty title="No click is like that">
      <p>
        <a href={clicksPath}>Show all clicks</a>
      </p>
    </Empty>
  ) : (
    <Empty title="No click yet">
      <p>
        As soon as somebody follows a partner’s link they appear here by themselves. Try it: open a link in
        another window and come back.
      </p>
      <p>
        <a class="button" data-kind="primary" href="/admin/links">
          See the links
        </a>
      </p>
    </Empty>
  );
