import { afterAll, afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp } from '../support/app.ts';
import { addressOf, bodyFieldsOf, discriminatorsOf, refusesUnknownFields } from '../support/route-samples.ts';
import { countRows } from '../support/stored-rows.ts';

/** The same bad bodies for every route that takes one; a route that is added is walked by itself. */
const app = await createTestApp();
await app.build.program();
afterAll(() => app.close());

const routes = app.routes
  .filter((route) => route.body !== undefined)
  .map((route) => ({ name: `${route.method} ${route.path}`, route }));

let before: Readonly<Record<string, number>>;
beforeEach(async () => {
  before = await countRows(app);
});
afterEach(async () => {
  expect(await countRows(app)).toEqual(before);
  expect(await app.events()).toEqual([]);
  expect(app.logged).toEqual([]);
});

test('there are routes to walk', () => {
  expect(routes.length).toBeGreaterThan(10);
});

const deep = (levels: number) => `{"some":${'['.repeat(levels)}${']'.repeat(levels)}}`;
const manyFields = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, 1])));

describe.each(routes)('$name', ({ route }) => {
  const send = (raw: string | Uint8Array<ArrayBuffer>, headers = {}) =>
    app.call(route.method, addressOf(route), { raw, headers });
  const paths = (answer: Awaited<ReturnType<typeof send>>) => answer.body.errors.map((error) => error.path);

  test.each([
    ['half an object', '{"name":'],
    ['no JSON', 'name=Acme'],
    ['JSON with a tail', '{} {}'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['two hundred thousand brackets', '['.repeat(200_000)],
  ])('answers 400 to %s', async (_what, raw) => {
    const answer = await send(raw);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('malformed_json');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/x+json', 'application/jsonp'])(
    'answers 415 to a body of type %s',
    async (type) => {
      const answer = await send('{}', { 'content-type': type });
      expect(answer.status).toBe(415);
    },
  );

  test('answers 413 to one byte more than it takes', async () => {
    const most = route.maxBodyBytes ?? 256 * 1024;
    const answer = await send(`{"some":"${'a'.repeat(most + 1 - '{"some":""}'.length)}"}`);
    expect(answer.status).toBe(413);
  });

  test.each([
    ['an array', '[]'],
    ['a text', '"text"'],
    ['a number', '1'],
    ['null', 'null'],
  ])('answers 422 to %s', async (_what, raw) => {
    expect((await send(raw)).status).toBe(422);
  });

  test.each([
    ['a NUL', '{"some":{"text":["a\\u0000b"]}}', 'some.text[0]'],
    ['a lone surrogate', '{"some":{"text":["\\ud800"]}}', 'some.text[0]'],
    ['twenty-one levels', deep(20), `some${'[0]'.repeat(19)}`],
    ['a list of 10,001 entries', `{"some":[${'1,'.repeat(10_000)}1]}`, 'some'],
    ['an object of 10,001 entries', `{"some":{"text":${manyFields(10_001)}}}`, 'some.text'],
  ])('answers 422 to %s, by the name of the field', async (_what, raw, path) => {
    const answer = await send(raw);
    expect(answer.status).toBe(422);
    expect(paths(answer)).toEqual([path]);
  });

  if (refusesUnknownFields(route)) {
    test.each(['colour', '__proto__', 'constructor'])(
      'answers 422 to the unknown field %s, by its name',
      async (field) => {
        const known = JSON.stringify(discriminatorsOf(route)).slice(1, -1);
        const answer = await send(`{${known}${known && ','}"${field}":{"a":1}}`);
        expect(answer.status).toBe(422);
        expect(answer.body.errors).toContainEqual({ path: field, message: 'is not a known field' });
      },
    );
  }

  test('names a hundred wrong fields at most', async () => {
    const answer = await send(manyFields(5_000));
    expect(answer.status).toBe(422);
    expect(answer.body.errors.length).toBeLessThanOrEqual(100);
  });

  const scalars = Object.entries(bodyFieldsOf(route))
    .filter(([, field]) => ['string', 'integer', 'boolean'].includes(String(field.type)))
    .map(([name]) => name);

  if (scalars.length > 0) {
    test('answers 422 to lists where one value belongs, by the name of each field', async () => {
      const body = Object.fromEntries(scalars.map((name) => [name, [['x']]]));
      const answer = await send(JSON.stringify({ ...body, ...discriminatorsOf(route) }));
      expect(answer.status).toBe(422);
      const wrong = scalars.filter((name) => !(name in discriminatorsOf(route)));
      expect(paths(answer)).toEqual(expect.arrayContaining(wrong));
    });
  }
});
