/** What this page reads of a JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** The name of the component that a schema refers to. */
export const referenceOf = ({ $ref }: Schema): string | undefined => $ref?.split('/').pop();

/** The schema itself, when it stands among the components. */
export const resolve = (schema: Schema, schemas: Schemas): Schema =>
  schemas[referenceOf(schema) ?? ''] ?? schema;

/** Splits "this or null" into this and whether null may stand for it. */
export const withoutNull = (schema: Schema): { schema: Schema; nullable: boolean } => {
  const { anyOf, type, description, ...rest } = schema;
  const own = description === undefined ? {} : { description };
  if (Array.isArray(type) && type.includes('null')) {
    const [first, ...others] = type.filter((each) => each !== 'null');
    return { schema: { ...rest, ...own, type: others.length ? [first, ...others] : first }, nullable: true };
  }
  const given = anyOf?.filter((each) => each.type !== 'null') ?? [];
  const [only] = given;
  if (!anyOf || given.length === anyOf.length) return { schema, nullable: false };
  if (only && given.length === 1) return { schema: { ...rest, ...only, ...own }, nullable: true };
  return { schema: { ...rest, ...own, anyOf: given }, nullable: true };
};

/** The forms a value may have, when there are several. */
export const formsOf = (schema: Schema): readonly Schema[] => schema.oneOf ?? schema.anyOf ?? [];

/** Names of all components that are referred to within, those of the components themselves not followed. */
export const referencesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = referenceOf(value as Schema);
  return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap(referencesIn)];
};
