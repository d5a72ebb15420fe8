import { formsOf, type Schema, withoutNull } from './schema.ts';

/** A line of a table of fields. */
export type SchemaRow = FieldRow | FormRow;

export interface FieldRow {
  readonly kind: 'field';
  readonly depth: number;
  /** Names of what it stands in: `['items[]']`. */
  readonly within: readonly string[];
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** Opens one of several forms that an object may have. */
export interface FormRow {
  readonly kind: 'form';
  readonly depth: number;
  readonly number: number;
  readonly of: number;
}

/** The fields of an object, each followed by the fields within it; named components are left to their own table. */
export const rowsOf = (schema: Schema, within: readonly string[] = []): SchemaRow[] => {
  const { schema: object } = withoutNull(schema);
  const forms = formsOf(object).filter((form) => form.properties);
  if (forms.length > 0) return formRows(forms, within);
  return Object.entries(object.properties ?? {}).flatMap(([name, field]) => [
    {
      kind: 'field' as const,
      depth: within.length,
      within,
      name,
      schema: field,
      required: object.required?.includes(name) === true,
    },
    ...rowsWithin(name, field, within),
  ]);
};

const formRows = (forms: readonly Schema[], within: readonly string[]): SchemaRow[] =>
  forms.flatMap((form, index) => [
    ...(forms.length > 1
      ? [{ kind: 'form' as const, depth: within.length, number: index + 1, of: forms.length }]
      : []),
    ...rowsOf(form, within),
  ]);

const rowsWithin = (name: string, field: Schema, within: readonly string[]): SchemaRow[] => {
  const { schema } = withoutNull(field);
  if (schema.type === 'array') return rowsOf(schema.items ?? {}, [...within, `${name}[]`]);
  if (!schema.properties && typeof schema.additionalProperties === 'object') {
    return rowsOf(schema.additionalProperties, [...within, `${name}.*`]);
  }
  return rowsOf(schema, [...within, name]);
};
