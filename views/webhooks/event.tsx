import { confirmationField } from '../../src/http/forms/confirmation.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { StateBadge } from '../components/badge.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton, ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { pageOfId } from '../components/page-of-id.ts';
import { Time } from '../components/time.tsx';
import type { Delivery } from './delivery-list.tsx';
import { type Event, partnerNameIn } from './event-list.tsx';
import { ExactBody } from './exact-request.tsx';
import { outcomeText } from './outcome.ts';

export interface FormatBody {
  readonly format: string;
  readonly type: string;
  readonly body: string;
}

interface EventPageProps {
  readonly event: Event;
  readonly bodies: readonly FormatBody[];
  readonly deliveries: readonly Delivery[];
  readonly endpoints: readonly { readonly id: string; readonly name: string }[];
  readonly canWrite: boolean;
  readonly canExpunge: boolean;
}

export const EventPage = ({ event, bodies, deliveries, endpoints, canWrite, canExpunge }: EventPageProps) => (
  <>
    <PageHead
      title={event.type}
      above={{ label: 'Events', href: '/admin/events' }}
      badge={event.test && <StateBadge state="test" />}
      answer={event.imported && 'History that an import brought in: nobody was told of it.'}
    >
      {canWrite && !event.test && !event.body_purged && (
        <ActionButton action={`/admin/events/${event.id}/replay`} label="Send again to all who ask for it" />
      )}
    </PageHead>
    <Facts
      facts={[
        ['Happened', <Time at={event.timestamp} />],
        ['Of', <Entity id={event.entity_id} />],
        [
          'Partner',
          event.partner_id && (
            <a href={`/admin/partners/${event.partner_id}`}>
              {partnerNameIn(event.data) ?? <code>{event.partner_id}</code>}
            </a>
          ),
        ],
        ['Version of the data', event.version],
        ['Entity version', event.entity_version],
        ['Request', <code>{event.request_id}</code>],
        ['Id', <code>{event.id}</code>],
      ]}
    />
    <section aria-labelledby="deliveries">
      <h2 id="deliveries">Deliveries</h2>
      <DeliveriesOf deliveries={deliveries} endpoints={endpoints} event={event} />
    </section>
    <section aria-labelledby="bodies">
      <h2 id="bodies">The body in each format</h2>
      {event.body_purged && <ExactBody body={null} purged={event.purge_reason} />}
      <FormatBodies bodies={bodies} />
    </section>
    {canExpunge && !event.body_purged && (
      <section class="danger-zone" aria-labelledby="expunge">
        <h2 id="expunge">Expunge what it carried</h2>
        <p>For data that must not be kept: the body in every format and what receivers answered to it.</p>
        <p>
          <a class="button" data-kind="danger" href={`/admin/events/${event.id}/expunging`}>
            Expunge…
          </a>
        </p>
      </section>
    )}
  </>
);

/** What changed, with the way to its page where it has one. */
const Entity = ({ id }: { id: string }) => {
  const href = pageOfId(id);
  return href === undefined ? (
    <code>{id}</code>
  ) : (
    <a href={href}>
      <code>{id}</code>
    </a>
  );
};

const DeliveriesOf = ({
  deliveries,
  endpoints,
  event,
}: Pick<EventPageProps, 'deliveries' | 'endpoints' | 'event'>) => {
  if (deliveries.length === 0) return <p class="muted">No endpoint asked for it.</p>;
  const names = new Map(endpoints.map(({ id, name }) => [id, name]));
  return (
    <>
      <DataTable
        caption="Deliveries of this event"
        columns={[
          { label: 'Endpoint', cell: ({ endpoint_id }) => names.get(endpoint_id) ?? 'deleted' },
          { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
          { label: 'Format', cell: ({ format }) => format },
          { label: 'Attempts', isNumber: true, cell: ({ attempt_count }) => attempt_count },
          { label: 'Last answer', cell: (row) => outcomeText(row) },
          { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
        rows={deliveries}
        href={({ id }) => `/admin/deliveries/${id}`}
      />
      {deliveries.length >= deliveriesShown && (
        <p>
          <a href={`/admin/deliveries?id=${event.id}`}>All of its deliveries</a>
        </p>
      )}
    </>
  );
};

export const deliveriesShown = 50;

/** One open at a time. */
export const FormatBodies = ({ bodies }: { readonly bodies: readonly FormatBody[] }) =>
  bodies.map(({ format, type, body }, at) => (
    <details class="folded" name="format" open={at === 0}>
      <summary>
        {format} <span class="muted">{type}</span>
      </summary>
      <ExactBody body={body} purged={null} />
    </details>
  ));

interface ExpungePageProps {
  readonly event: Event;
  readonly refusal?: FormRefusal;
}

/** What is to be typed: nobody types it by mistake. */
export const expungeWord = 'expunge';

export const ExpungePage = ({ event, refusal }: ExpungePageProps) => (
  <>
    <PageHead
      title={`Expunge what ${event.type} carried?`}
      above={{ label: event.type, href: `/admin/events/${event.id}` }}
      answer="Its body goes in every format, and what receivers answered to it. That it happened, and how its deliveries went, stays. It can never be sent again. This cannot be undone."
    />
    <ActionForm
      action={`/admin/events/${event.id}/expunging`}
      fields={[confirmationField(expungeWord)]}
      refusal={refusal}
      submit="Expunge the body"
      kind="danger"
      cancel={`/admin/events/${event.id}`}
    />
  </>
);
