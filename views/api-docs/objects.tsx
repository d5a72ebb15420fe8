import { anchorOf } from './anchors.ts';
import type { Api } from './api.ts';
import { referencesIn, type Schemas } from './schema.ts';
import { SchemaTable } from './schema-table.tsx';

/** What operations answer with, each thing once. */
export const ObjectsSection = ({ api }: { api: Api }) => (
  <section class="objects" aria-labelledby="objects">
    <h2 id="objects">Objects</h2>
    <p class="lead">What operations answer with.</p>
    {linkedObjectsOf(api).map(([name, schema]) => (
      <article class="operation" id={anchorOf.schema(name)}>
        <h3>
          <a href={`#${anchorOf.schema(name)}`}>{name}</a>
        </h3>
        <SchemaTable caption={`Fields of ${name}`} schema={schema} direction="answer" />
      </article>
    ))}
  </section>
);

/** What the page leads to: not the bodies of requests, which stand with their operation. */
const linkedObjectsOf = ({ tags, schemas }: Api) => {
  const operations = tags.flatMap((tag) => tag.operations);
  const bodies = operations.map(({ body }) => body && (schemas[bodyName(body.schema.$ref)] ?? body.schema));
  const linked = closureOf([operations.map(({ answers }) => answers), bodies, { $ref: 'Problem' }], schemas);
  return Object.entries(schemas).filter(([name]) => linked.has(name) && name !== 'Currency');
};

const bodyName = (reference: string | undefined): string => reference?.split('/').pop() ?? '';

const closureOf = (roots: unknown, schemas: Schemas): ReadonlySet<string> => {
  const found = new Set<string>();
  const waiting = referencesIn(roots);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...referencesIn(schemas[name]));
  }
  return found;
};
