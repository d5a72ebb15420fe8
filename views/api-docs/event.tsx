import { exampleIds, exampleTimes } from '../../src/events/catalogue/examples.ts';
import type { Event } from './api.ts';
import { CodeSample } from './code-sample.tsx';
import { fieldsShownBy } from './event-groups.ts';
import { Inline } from './prose.tsx';
import { SchemaTable } from './schema-table.tsx';

/** One type of event: when it happens, what it is called elsewhere, what it carries. */
export const EventSection = ({ event, events }: { event: Event; events: readonly Event[] }) => (
  <article class="operation" id={event.id}>
    <h4>
      <a href={`#${event.id}`}>{event.type}</a>
    </h4>
    <p>
      <Inline text={event.meaning} />
      {event.onRequestOnly && (
        <>
          {' '}
          Not part of <code>*</code>: an endpoint gets it when it names it.
        </>
      )}
    </p>
    <Aliases event={event} />
    <CodeSample
      caption={`Body of a ${event.type} request`}
      text={JSON.stringify(envelopeOf(event), null, 2)}
    />
    <Fields event={event} shownBy={fieldsShownBy(event, events)} />
  </article>
);

const Aliases = ({ event }: { event: Event }) => {
  const aliases = Object.entries(event.aliases);
  if (aliases.length === 0) return null;
  return (
    <p class="aliases">
      Also known as{' '}
      {aliases.map(([source, name], index) => (
        <>
          {index > 0 && ', '}
          <code>{name}</code> ({sources[source] ?? source})
        </>
      ))}
      .
    </p>
  );
};

const sources: Readonly<Record<string, string>> = {
  affiliatebase: 'AffiliateBase',
  affonso: 'Affonso',
  track360: 'Track360',
};

const Fields = ({ event, shownBy }: { event: Event; shownBy: Event }) => {
  if (shownBy === event) {
    return <SchemaTable caption={`Fields of data in ${event.type}`} schema={event.data} direction="answer" />;
  }
  return (
    <p>
      <code>data</code> has the fields of <a href={`#${shownBy.id}`}>{shownBy.type}</a>.
    </p>
  );
};

const envelopeOf = ({ type, version, example }: Event) => ({
  id: exampleIds.event,
  type,
  version,
  occurred_at: `${exampleTimes.bought.slice(0, 19)}Z`,
  timestamp: exampleTimes.bought,
  program_id: exampleIds.program,
  entity_version: 1,
  data: example,
});
