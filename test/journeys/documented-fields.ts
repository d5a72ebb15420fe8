import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** What a request to one operation may have in its body, read from the document that the server publishes. */
export interface DocumentedBody {
  readonly method: string;
  /** With ids in place that have the right form. */
  readonly path: string;
  /** Fields that pick this variant of the body, among several. */
  readonly discriminators: Readonly<Record<string, unknown>>;
  readonly fields: readonly string[];
  /** Whether the document says that a field may have this value. */
  allows(field: string, value: unknown): boolean;
}

type Schema = Readonly<Record<string, unknown>>;
interface Operation {
  /** Empty for what needs no key. */
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Every variant of every JSON body that the document knows of an operation that needs a key. */
export const documentedBodies = (document: OpenApiDocument): DocumentedBody[] =>
  Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const schema = operation.requestBody?.content['application/json']?.schema;
      if (schema === undefined || operation.security?.length === 0) return [];
      const path = withIds(template, operation);
      return variantsOf(document, schema).map((variant) => ({
        method: method.toUpperCase(),
        path,
        ...describe(document, variant),
      }));
    }),
  );

const withIds = (template: string, { parameters = [] }: Operation): string =>
  template.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const pattern = String(parameters.find((parameter) => parameter.name === name)?.schema.pattern ?? '');
    return `${/^\^(\w+_)/.exec(pattern)?.[1] ?? ''}0000000000`;
  });

const variantsOf = (document: OpenApiDocument, schema: Schema): Schema[] => {
  const resolved = resolve(document, schema);
  const variants = (resolved.oneOf ?? resolved.anyOf) as Schema[] | undefined;
  return variants?.flatMap((variant) => variantsOf(document, variant)) ?? [resolved];
};

const resolve = ({ components }: OpenApiDocument, schema: Schema): Schema => {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema.$ref ?? ''))?.[1];
  return (name === undefined ? undefined : components.schemas[name]) ?? schema;
};

const describe = (document: OpenApiDocument, variant: Schema) => {
  const properties = (variant.properties ?? {}) as Readonly<Record<string, Schema>>;
  const ajv = formats.default(new Ajv2020({ strict: false }));
  const validators = Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => [
      field,
      ajv.compile({ ...schema, components: document.components }),
    ]),
  );
  return {
    discriminators: Object.fromEntries(
      Object.entries(properties).flatMap(([field, { const: only }]) =>
        only === undefined ? [] : [[field, only]],
      ),
    ),
    fields: Object.keys(properties),
    allows: (field: string, value: unknown) => validators[field]?.(value) === true,
  };
};
