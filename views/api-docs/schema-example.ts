import { exampleIds, exampleTimes } from '../../src/events/catalogue/examples.ts';
import { formsOf, resolve, type Schema, type Schemas, withoutNull } from './schema.ts';

/** A value that fits: of objects the required fields alone. */
export const exampleOf = (schema: Schema, schemas: Schemas): unknown => {
  const { schema: given } = withoutNull(resolve(schema, schemas));
  const [form] = formsOf(given);
  if (form) return exampleOf(form, schemas);
  const told = given.examples?.[0] ?? given.const ?? given.default ?? given.enum?.[0];
  if (told !== undefined) return told;
  if (given.type === 'array') return given.minItems ? [exampleOf(given.items ?? {}, schemas)] : [];
  if (given.type === 'object') return exampleFields(given, schemas);
  if (given.type === 'integer' || given.type === 'number') return Math.max(given.minimum ?? 1, 1);
  if (given.type === 'boolean') return true;
  return exampleText(given);
};

const exampleFields = ({ properties = {}, required = [] }: Schema, schemas: Schemas): unknown =>
  Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] ?? {}, schemas)]));

const exampleText = ({ format, pattern }: Schema): string => {
  if (format === 'date-time') return exampleTimes.bought;
  if (format === 'uri') return 'https://shop.example.com/';
  const prefix = /^\^([a-z]{3}_)/.exec(pattern ?? '')?.[1];
  return prefix === undefined ? 'example' : exampleId(prefix);
};

/** One that the events show, too, when there is one of this kind. */
const exampleId = (prefix: string): string =>
  Object.values(exampleIds).find((id) => id.startsWith(prefix)) ?? prefix + exampleIds.partner.slice(4);
