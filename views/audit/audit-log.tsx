import type { z } from 'zod';
import type { AuditEntryView } from '../../src/audit/audit-entry.view.ts';
import { Empty } from '../components/empty.tsx';
import { IdLink } from '../components/id-link.tsx';
import { ListPage } from '../components/list-page.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { Differences } from './differences.tsx';

export type AuditEntryFacts = z.output<typeof AuditEntryView>;

interface AuditLogProps {
  readonly path: string;
  readonly list: { readonly data: readonly AuditEntryFacts[]; readonly next_cursor: string | null };
  readonly query: Query;
}

/** Who did what to which thing, and what became different. */
export const AuditLogPage = ({ path, list, query }: AuditLogProps) => (
  <ListPage
    title="Audit log"
    answer="Everything that people and keys changed. Entries are kept for ever and linked by hashes, so that none can be changed unseen."
    path={path}
    query={query}
    filters={[
      { name: 'subject_id', label: 'Of (id)' },
      { name: 'actor_id', label: 'By (id)' },
      { name: 'action', label: 'Deed', placeholder: 'program.changed' },
    ]}
    columns={[
      { label: 'When', cell: ({ at }) => <Time at={at} /> },
      { label: 'Who', cell: (entry) => <Who entry={entry} path={path} query={query} /> },
      { label: 'What', cell: ({ action }) => <code>{action}</code> },
      { label: 'Of', cell: ({ subject_id }) => <IdLink id={subject_id} /> },
      { label: 'Changed', cell: ({ before, after }) => <Differences before={before} after={after} /> },
    ]}
    rows={list.data}
    nextCursor={list.next_cursor}
    hasCsv
    empty={
      <Empty title="Nothing here">
        <p>Nobody has changed anything that fits these filters.</p>
      </Empty>
    }
  />
);

const Who = ({ entry: { actor }, path, query }: { entry: AuditEntryFacts; path: string; query: Query }) => (
  <a href={hrefWith(path, query, { actor_id: actor.id, cursor: undefined })} title={actor.id}>
    {actor.name ?? actor.id}
    {actor.kind === 'api_key' && <span class="muted"> key</span>}
  </a>
);
