import type { z } from 'zod';
import type { ProgramView } from '../../src/programs/program.view.ts';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import type { Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';

type Program = z.output<typeof ProgramView>;

interface ProgramListProps {
  readonly list: { readonly data: readonly Program[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly mayChange: boolean;
}

export const ProgramListPage = ({ list, query, mayChange }: ProgramListProps) => (
  <ListPage
    title="Programs"
    path="/admin/programs"
    query={query}
    columns={[
      { label: 'Name', cell: ({ name }) => name },
      { label: 'Currency', cell: ({ currency }) => currency },
      { label: 'Hold', isNumber: true, cell: ({ hold_days }) => `${hold_days} days` },
      { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
    ]}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => `/admin/programs/${id}`}
    actions={
      mayChange && (
        <a class="button" data-kind="primary" href="/admin/programs/new">
          New program
        </a>
      )
    }
    empty={
      <Empty title="No program yet">
        <p>
          A program holds the terms that partners earn by: its currency, its rules, how long commissions wait.
        </p>
        {mayChange && (
          <p>
            <a class="button" data-kind="primary" href="/admin/programs/new">
              Make the first one
            </a>
          </p>
        )}
      </Empty>
    }
  />
);
