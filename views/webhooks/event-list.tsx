import type { z } from 'zod';
import type { EventView } from '../../src/webhooks/events/event.view.ts';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import type { Query } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { webhookTabs } from './webhook-tabs.tsx';

export type Event = z.output<typeof EventView>;

interface EventListProps {
  readonly list: { readonly data: readonly Event[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly eventTypes: readonly { readonly name: string }[];
}

const path = '/admin/events';

export const EventListPage = ({ list, query, eventTypes }: EventListProps) => (
  <ListPage
    title="Events"
    answer="Everything that happened, newest first, whether or not anybody was told of it."
    path={path}
    query={query}
    views={webhookTabs(path)}
    filters={[
      { name: 'id', label: 'Id', type: 'search', placeholder: 'evt_… or of what changed' },
      {
        name: 'type',
        label: 'Event',
        options: eventTypes.map(({ name }) => ({ value: name, label: name })),
      },
    ]}
    columns={[
      { label: 'Event', cell: ({ type }) => type },
      { label: 'Of', cell: ({ data, entity_id }) => nameIn(data) ?? <ShortId id={entity_id} /> },
      {
        label: 'Partner',
        cell: ({ data, partner_id }) => partnerNameIn(data) ?? (partner_id && <ShortId id={partner_id} />),
      },
      { label: 'Note', cell: noteOf },
      { label: 'Happened', cell: ({ timestamp }) => <Time at={timestamp} /> },
    ]}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => `${path}/${id}`}
    hasCsv
    empty={
      query.id || query.type ? (
        <Empty title="No event fits">
          <p>Take a filter away to see more.</p>
        </Empty>
      ) : (
        <Empty title="Nothing has happened yet">
          <p>
            Each click, signup, sale, commission and payout is recorded as an event the moment it happens, in
            the same commit. Endpoints are told of those that they ask for.
          </p>
          <p>
            <a class="button" href="/admin/webhooks/events">
              What events there are
            </a>
          </p>
        </Empty>
      )
    }
  />
);

type Data = Readonly<Record<string, unknown>> | null;

const textIn = (data: Data, name: string): string | undefined => {
  const value = data?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const nameIn = (data: Data): string | undefined => textIn(data, 'name') ?? textIn(data, 'order_id');

/** The partner's name, where the data has it. */
export const partnerNameIn = (data: Data): string | undefined => {
  const partner = data?.partner;
  return typeof partner === 'object' && partner !== null
    ? textIn(partner as Data, 'name')
    : textIn(data, 'partner_name');
};

const noteOf = ({ test, imported, body_purged }: Event): string =>
  [test && 'test', imported && 'imported', body_purged && 'body gone'].filter(Boolean).join(', ');
