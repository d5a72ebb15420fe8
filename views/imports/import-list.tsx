import type { z } from 'zod';
import type { ImportView } from '../../src/imports/import.view.ts';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import { counted } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { kindsInOrder, kindText } from './words.ts';

type Import = z.output<typeof ImportView>;

interface ImportListProps {
  readonly list: { readonly data: readonly Import[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly canImport: boolean;
}

const path = '/admin/imports';

export const ImportListPage = ({ list, query, canImport }: ImportListProps) => (
  <ListPage
    title="Imports"
    answer={sentenceOf(list.data)}
    path={path}
    query={query}
    views={[
      { label: 'All', href: path, current: query.dry_run === undefined },
      {
        label: 'Brought in',
        href: hrefWith(path, {}, { dry_run: 'false' }),
        current: query.dry_run === 'false',
      },
      { label: 'Tried', href: hrefWith(path, {}, { dry_run: 'true' }), current: query.dry_run === 'true' },
    ]}
    filters={[
      {
        name: 'kind',
        label: 'What',
        options: kindsInOrder.map((kind) => ({ value: kind, label: kindText[kind].name })),
      },
    ]}
    columns={columns}
    rows={list.data}
    nextCursor={list.next_cursor}
    hasCsv
    href={({ id }) => `${path}/${id}`}
    actions={
      canImport && (
        <a class="button" data-kind="primary" href="/admin/imports/new">
          New import
        </a>
      )
    }
    empty={<NoImport canImport={canImport} />}
  />
);

const sentenceOf = (imports: readonly Import[]): string | undefined => {
  const running = imports.filter(({ state }) => state === 'running').length;
  return running === 0 ? undefined : `${counted(running, 'import is', 'imports are')} under way.`;
};

const columns: readonly Column<Import>[] = [
  { label: 'What', cell: ({ kind }) => kindText[kind].name },
  { label: 'How', cell: ({ dry_run }) => (dry_run ? 'tried' : 'brought in') },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { label: 'Rows', isNumber: true, cell: ({ rows }) => rows.total },
  { label: 'Made', isNumber: true, cell: ({ rows }) => rows.created },
  { label: 'There already', isNumber: true, cell: ({ rows }) => rows.known },
  { label: 'Refused', isNumber: true, cell: ({ rows }) => rows.errors },
  { label: 'When', cell: ({ created_at }) => <Time at={created_at} /> },
];

const NoImport = ({ canImport }: { readonly canImport: boolean }) => (
  <Empty title="Nothing was imported">
    <p>
      Bring partners, links, codes, customers, sales and balances of another system as CSV files. Each file is
      tried first: you see row by row what would happen before anything is stored.
    </p>
    {canImport ? (
      <p>
        <a class="button" data-kind="primary" href="/admin/imports/new">
          Bring the first file
        </a>
      </p>
    ) : (
      <p class="muted">Owners can import.</p>
    )}
  </Empty>
);
