import { describe, expect, test } from 'bun:test';
import { DomainError } from '../../src/core/errors.ts';
import { readJsonBody } from '../../src/http/json-body.ts';

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
