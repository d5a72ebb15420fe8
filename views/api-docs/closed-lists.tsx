import type { Api } from './api.ts';
import { fieldsShownBy } from './event-groups.ts';
import type { Schema } from './schema.ts';
import { choicesOf } from './schema-limits.ts';
import { rowsOf } from './schema-rows.ts';

/** States, reasons, methods and other words that answers choose from. A word of a list is never taken away. */
export const ClosedListsSection = ({ api }: { api: Api }) => (
  <section aria-labelledby="closed-lists">
    <h2 id="closed-lists">Closed lists</h2>
    <p class="lead">States, reasons, methods and other words that answers choose from.</p>
    <dl class="lists">
      {listsOf(api).map(({ places, values }) => (
        <div>
          <dt>
            {places.map((place) => (
              <code>{place}</code>
            ))}
          </dt>
          <dd>
            {values.map((value, index) => (
              <>
                {index > 0 && ', '}
                <code>{value}</code>
              </>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  </section>
);

interface ClosedList {
  readonly places: readonly string[];
  readonly values: readonly string[];
}

/** Each list once, with every place where it is used. */
const listsOf = ({ schemas, events }: Api): ClosedList[] => {
  const named: [string, Schema][] = [
    ...Object.entries(schemas),
    ...events
      .filter((event) => fieldsShownBy(event, events) === event)
      .map(({ type, data }): [string, Schema] => [type, data]),
  ];
  const found = named.flatMap(([name, schema]) =>
    rowsOf(schema).flatMap((row) => {
      const values = row.kind === 'field' ? choicesOf(row.schema) : [];
      return row.kind === 'field' && values.length > 1
        ? [{ place: [name, ...row.within, row.name].join('.'), values }]
        : [];
    }),
  );
  const lists = Object.groupBy(found, ({ values }) => values.join());
  return Object.values(lists).map((uses = []) => ({
    places: uses.map(({ place }) => place),
    values: uses[0]?.values ?? [],
  }));
};
