import { describe, expect, test } from 'bun:test';
import { DomainError } from '../../src/core/errors.ts';
import { readJsonBody, readOptionalJsonBody } from '../../src/http/json-body.ts';

const read = (body: string | ReadableStream): Promise<unknown> =>
  readJsonBody(
    new Request('http://localhost/x', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }),
    1_000,
  );

describe('a JSON body', () => {
  test('may name its fields after methods of objects, which are then its own', async () => {
    expect(await read('{"constructor": 1, "toString": {"hasOwnProperty": 2}}')).toEqual({
      constructor: 1,
      toString: { hasOwnProperty: 2 },
    });
  });

  test.each([
    ['{"__proto__": {"admin": true}}', '__proto__'],
    ['{"metadata": {"__proto__": 1}}', 'metadata.__proto__'],
    ['{"items": [{"__proto__": null}]}', 'items[0].__proto__'],
  ])('%s is refused by the name that would be lost', async (text, path) => {
    const refusal = await read(text).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code: 'invalid_request', errors: [{ path }] });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('that breaks off on its way is refused, and no surprise for the log', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new Error('gone')) });
    const refusal = await read(body).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code: 'malformed_json' });
  });
});

describe('a body that may be left out', () => {
  const readOptional = (body: string | ReadableStream | undefined, type: string | undefined) =>
    readOptionalJsonBody(
      new Request('http://localhost/x', {
        method: 'POST',
        headers: type === undefined ? {} : { 'content-type': type },
        ...(body === undefined ? {} : { body }),
      }),
      1_000,
    );
  const emptyStream = () => new ReadableStream({ start: (controller) => controller.close() });

  test.each([
    ['no type', undefined],
    ['the type of JSON', 'application/json'],
    ['another type', 'application/x-www-form-urlencoded'],
  ])('is an empty object when nothing comes, with %s', async (_what, type) => {
    expect(await readOptional(undefined, type)).toEqual({});
    expect(await readOptional('', type)).toEqual({});
    expect(await readOptional(emptyStream(), type)).toEqual({});
  });

  test('is read like any other when something comes', async () => {
    expect(await readOptional('{"a":1}', 'application/json')).toEqual({ a: 1 });
    const refusals = [
      [' ', 'application/json', 'malformed_json'],
      ['{"a":1}', 'text/plain', 'unsupported_media_type'],
      ['{"a":1}', undefined, 'unsupported_media_type'],
      [`"${'a'.repeat(1_000)}"`, 'application/json', 'payload_too_large'],
    ] as const;
    for (const [body, type, code] of refusals) {
      expect(await readOptional(body, type).catch((error: unknown) => error)).toMatchObject({ code });
    }
  });
});
