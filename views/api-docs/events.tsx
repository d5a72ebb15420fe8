import { anchorOf } from './anchors.ts';
import type { Event } from './api.ts';
import { EventSection } from './event.tsx';
import { eventGroupsOf } from './event-groups.ts';

/** Every type of event that an endpoint can receive. */
export const EventsSection = ({ events }: { events: readonly Event[] }) => (
  <section aria-labelledby="events">
    <h2 id="events">Events</h2>
    <p class="lead">
      {events.length} types. Each is recorded in the same commit as the change it tells of: no change without
      its event, no event without its change.
    </p>
    {eventGroupsOf(events).map(({ noun, title, events: group }) => (
      <section aria-labelledby={anchorOf.group(noun)}>
        <h3 id={anchorOf.group(noun)}>{title}</h3>
        {group.map((event) => (
          <EventSection event={event} events={events} />
        ))}
      </section>
    ))}
  </section>
);
