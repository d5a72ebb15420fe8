import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import type { Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { answerSentence, type Inspector } from './inspector-fields.ts';

interface InspectorListProps {
  readonly list: { readonly data: readonly Inspector[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly canWrite: boolean;
}

export const InspectorListPage = ({ list, query, canWrite }: InspectorListProps) => (
  <ListPage
    title="Inspectors"
    answer="Private addresses that show what arrives, check its signature, and answer as they are told."
    path="/admin/inspectors"
    query={query}
    columns={[
      { label: 'Inspector', cell: ({ name }) => name },
      { label: 'Answer', cell: (row) => answerSentence(row) },
      { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
    ]}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => `/admin/inspectors/${id}`}
    actions={canWrite && <NewInspector />}
    empty={
      <Empty title="No inspector yet">
        <p>
          Make one, give its address to a webhook endpoint, and see every request as it arrives: headers,
          body, and whether the signature is right. Let it answer 500, 429, slowly or never to see what
          happens then.
        </p>
        <p>{canWrite ? <NewInspector /> : 'An admin can make one.'}</p>
      </Empty>
    }
  />
);

const NewInspector = () => (
  <a class="button" data-kind="primary" href="/admin/inspectors/new">
    New inspector
  </a>
);
