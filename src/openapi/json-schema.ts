import { z } from 'zod';

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a request may be is not what an answer is: defaults are optional in one and always there in the other. */
export type Direction = 'input' | 'output';

const componentPrefix = '#/components/schemas/';

/** Turns the schemas that validate into those that document, and collects what has a name of its own. */
export class SchemaCollection {
  readonly #components = new Map<string, { schema: JsonSchema; text: string }>();

  /** @throws Error when two different schemas go by one name, because one of them would be documented wrongly */
  toSchema(schema: z.ZodType, direction: Direction): JsonSchema {
    const { $schema, $defs, ...own } = toJsonSchema(schema, direction);
    for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>)) {
      this.#add(name, withComponentReferences(definition));
    }
    return withComponentReferences(own);
  }

  get components(): Readonly<Record<string, JsonSchema>> {
    const entries = [...this.#components].map(([name, { schema }]): [string, JsonSchema] => [name, schema]);
    return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  #add(name: string, schema: JsonSchema): void {
    const text = JSON.stringify(schema);
    const known = this.#components.get(name);
    if (known && known.text !== text) throw new Error(`two different schemas are named ${name}`);
    this.#components.set(name, { schema, text });
  }
}

/** One schema by itself; what has a name stands in its `$defs`. */
export const toJsonSchema = (schema: z.ZodType, direction: Direction): JsonSchema =>
  z.toJSONSchema(schema, {
    io: direction,
    target: 'draft-2020-12',
    // Our own checks of ids and currencies say in their metadata what they are.
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Every integer carries the bounds of a double otherwise.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      // The pattern beside it says the same in a word that other tools know.
      if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
    },
  }) as JsonSchema;

const withComponentReferences = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', componentPrefix) : value,
  ) as JsonSchema;
