import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';
import { eventCatalogue } from '../../src/events/catalogue.ts';
import { type Route, route } from '../../src/http/route.ts';
import { type OpenApiDocument, openApiDocument } from '../../src/openapi/document.ts';
import { publicRoutes } from '../../src/openapi/public-addresses.api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

interface Operation {
  readonly operationId: string;
  readonly security: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, object>>;
}

interface Envelope {
  readonly properties: { readonly data: object };
}

let app: TestApp;
let document: OpenApiDocument;
beforeAll(async () => {
  app = await createTestApp();
  document = documentOf(app.routes);
});
afterAll(() => app.close());

const documentOf = (routes: readonly Route[]) =>
  openApiDocument({
    routes,
    publicRoutes,
    catalogue: eventCatalogue,
    baseUrl: 'https://partners.example.com',
    version: '1.2.3',
  });

const operationOf = ({ method, path }: Route, source = document): Operation =>
  source.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] as Operation;

const valuesIn = (value: unknown): object[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(valuesIn)] : [];

/** A schema and those of its fields, items and variants; what fields it does not name may be is no field. */
const schemasOf = (schema: Schema): Schema[] => {
  const { properties = {}, items, anyOf = [], oneOf = [] } = schema;
  const parts = [...Object.values(properties), ...(items ? [items] : []), ...anyOf, ...oneOf];
  return [schema, ...parts.flatMap(schemasOf)];
};

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1 to an independent validator', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  test('that validator notices a document that is not', async () => {
    const broken = { ...structuredClone(document), paths: { '/a': { get: { responses: 'none' } } } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test('has every route once, with the scope it needs', () => {
    expect(app.routes.length).toBeGreaterThan(20);
    for (const each of app.routes) {
      expect(operationOf(each)).toMatchObject({ security: [{ apiKey: [each.scope] }], tags: [each.tag] });
    }
    const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
    expect(operations).toHaveLength(app.routes.length + publicRoutes.length);
  });

  test('names every operation differently', () => {
    const names = app.routes.map((each) => operationOf(each).operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('describes every parameter of a path, and no other', () => {
    for (const each of app.routes) {
      const inPath = [...each.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      const described = (operationOf(each).parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(described.map((parameter) => parameter.name)).toEqual(inPath as string[]);
    }
  });

  test('says of every field of a body and of a query what it may be', () => {
    for (const each of app.routes) {
      const { requestBody, parameters = [] } = operationOf(each);
      const body = requestBody?.content['application/json'].schema;
      const fields = [...parameters.map(({ schema }) => schema), ...(body ? [body] : [])].flatMap(schemasOf);
      const empty = fields.filter((schema) => Object.keys(schema).length === 0);
      expect({ route: each.path, empty }).toEqual({ route: each.path, empty: [] });
    }
  });

  test('documents what every operation answers when all is well', () => {
    for (const each of app.routes) {
      const good = Object.keys(operationOf(each).responses).filter((status) => status.startsWith('2'));
      expect(good).not.toEqual([]);
    }
  });

  test('refers only to components that are there', () => {
    const references = valuesIn(document).flatMap((schema) =>
      '$ref' in schema ? [String(schema.$ref)] : [],
    );
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references)) {
      const [, ...parts] = reference.split('/');
      const target = parts.reduce<unknown>(
        (value, part) => (value as Record<string, unknown>)?.[part],
        document,
      );
      expect({ reference, found: target !== undefined }).toEqual({ reference, found: true });
    }
  });

  test('has every event of the catalogue as a webhook whose example is valid', () => {
    const webhooks = document.webhooks as Record<string, { post: Operation }>;
    expect(Object.keys(webhooks)).toEqual(Object.keys(eventCatalogue));
    const ajv = formats.default(new Ajv2020({ strict: false }));
    for (const type of Object.keys(eventCatalogue)) {
      const envelope = webhooks[type]?.post.requestBody?.content['application/json'].schema as Envelope;
      const validate = ajv.compile({ ...envelope.properties.data, components: document.components });
      const { example } = eventCatalogue[type as keyof typeof eventCatalogue];
      expect({ type, valid: validate(example), errors: validate.errors }).toMatchObject({
        type,
        valid: true,
      });
    }
  });

  test('is served to everybody, for the routes that are mounted', async () => {
    const answer = await app.call<OpenApiDocument>('GET', '/api/openapi.json', { key: null });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body.paths)).toEqual(Object.keys(document.paths));
  });

  test('refuses two different schemas by one name', () => {
    const named = (schema: z.ZodType) =>
      route({
        method: 'GET',
        path: `/api/v1/${schema.type}`,
        scope: 'read',
        tag: 'A',
        summary: 'A',
        answers: { 200: { description: 'A', schema: schema.meta({ id: 'SameNameInTwoPlaces' }) } },
        handle: () => ({ status: 200 }),
      });
    const routes = [named(z.strictObject({ a: z.string() })), named(z.array(z.string()))];
    expect(() => documentOf(routes)).toThrow('SameNameInTwoPlaces');
  });
});
