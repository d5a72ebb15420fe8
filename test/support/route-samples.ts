import type { Route } from '../../src/http/route.ts';
import { type JsonSchema, toJsonSchema } from '../../src/openapi/json-schema.ts';

/** What a test can send to a route without knowing it, read from the schemas that validate. */

/** The address with ids that have the right form and name nothing. */
export const addressOf = (route: Route): string => {
  const fields = route.params ? fieldsOf(toJsonSchema(route.params, 'input')) : {};
  return route.path.replace(/:(\w+)/g, (_match, name: string) => {
    const prefix = /^\^(\w+_)/.exec(String(fields[name]?.pattern ?? ''))?.[1] ?? '';
    return `${prefix}0000000000`;
  });
};

/** The top-level fields of a body; of the first variant when there are several. */
export const bodyFieldsOf = (route: Route): Readonly<Record<string, JsonSchema>> =>
  route.body ? fieldsOf(objectOf(toJsonSchema(route.body, 'input'))) : {};

export const queryFieldsOf = (route: Route): Readonly<Record<string, JsonSchema>> =>
  route.query ? fieldsOf(toJsonSchema(route.query, 'input')) : {};

/** Parameters without which nothing is answered at all. */
export const requiredQueryOf = (route: Route): readonly string[] =>
  route.query ? ((toJsonSchema(route.query, 'input').required ?? []) as string[]) : [];

/** Whether fields that the route does not know are refused. */
export const refusesUnknownFields = (route: Route): boolean =>
  route.body !== undefined && objectOf(toJsonSchema(route.body, 'input')).additionalProperties === false;

/** What picks the variant of a body: without it nothing else is looked at. */
export const discriminatorsOf = (route: Route): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(bodyFieldsOf(route)).flatMap(([name, field]) =>
      'const' in field ? [[name, field.const]] : [],
    ),
  );

const objectOf = (schema: JsonSchema): JsonSchema => {
  const target = resolve(schema, schema);
  const [variant] = (target.oneOf ?? target.anyOf ?? []) as JsonSchema[];
  return variant ? resolve(variant, schema) : target;
};

const resolve = (schema: JsonSchema, root: JsonSchema): JsonSchema => {
  const name = /^#\/\$defs\/(.+)$/.exec(String(schema.$ref ?? ''))?.[1];
  const definitions = (root.$defs ?? {}) as Record<string, JsonSchema>;
  return (name === undefined ? undefined : definitions[name]) ?? schema;
};

const fieldsOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
