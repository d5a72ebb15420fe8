import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { headersOf, maxExcerptBytes, maxReadBytes, readBody } from '../../src/outbound/answer.ts';

const lengthOf = (bytes: Uint8Array) => ({ 'content-length': String(bytes.byteLength) });

/** A body whose length is known, and the same in chunks of an unknown number. */
const bothWays = (bytes: Uint8Array<ArrayBuffer>, chunkBytes = 1_000): Response[] => {
  let at = 0;
  const chunks = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (at < bytes.byteLength) controller.enqueue(bytes.slice(at, at + chunkBytes));
      else controller.close();
      at += chunkBytes;
    },
  });
  return [new Response(bytes, { headers: lengthOf(bytes) }), new Response(chunks)];
};

describe('the excerpt of a body', () => {
  test('is well-formed text without NUL, never longer than its cap, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 20_000, size: 'max' }),
        fc.integer({ min: 1, max: 5_000 }),
        async (bytes, chunkBytes) => {
          for (const response of bothWays(Uint8Array.from(bytes), chunkBytes)) {
            const { excerpt, truncated } = await readBody(response);
            expect(excerpt.isWellFormed()).toBe(true);
            expect(excerpt).not.toContain('\0');
            expect(excerpt.length).toBeLessThanOrEqual(maxExcerptBytes);
            expect(truncated).toBe(bytes.byteLength > maxExcerptBytes);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('keeps what is UTF-8 and replaces what is not', async () => {
    const bytes = Uint8Array.from([...Buffer.from('größe\0 🎉 '), 0xff, 0xfe, ...Buffer.from(' end')]);
    for (const response of bothWays(bytes, 3))
      expect((await readBody(response)).excerpt).toBe('größe 🎉 \ufffd\ufffd end');
  });

  test('does not end in half a character', async () => {
    const bytes = Uint8Array.from(Buffer.from(`${'x'.repeat(maxExcerptBytes - 1)}€€€`));
    for (const response of bothWays(bytes))
      expect((await readBody(response)).excerpt).toBe('x'.repeat(maxExcerptBytes - 1));
  });

  test('is taken from a stream that is cancelled at the cap', async () => {
    const cancelled = Promise.withResolvers<void>();
    let given = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        given += 10_000;
        controller.enqueue(new Uint8Array(10_000).fill(0x78));
      },
      cancel: () => cancelled.resolve(),
    });
    expect(await readBody(new Response(body))).toEqual({
      excerpt: 'x'.repeat(maxExcerptBytes),
      truncated: true,
    });
    await cancelled.promise;
    expect(given).toBeLessThanOrEqual(maxReadBytes + 20_000);
  });

  test('is empty when there is no body', async () => {
    expect(await readBody(new Response(null, { status: 204 }))).toEqual({ excerpt: '', truncated: false });
  });
});

describe('the headers of an answer', () => {
  test('come under lower-case names', () => {
    expect(headersOf(new Response('', { headers: { 'Retry-After': '5', 'X-Thing': 'A' } }))).toMatchObject({
      'retry-after': '5',
      'x-thing': 'A',
    });
  });

  test('are capped in number and length', () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`x-${index}`, 'v'.repeat(5_000)]),
    );
    const headers = headersOf(new Response('', { headers: many }));
    expect(Object.keys(headers).length).toBe(64);
    expect(Math.max(...Object.values(headers).map((value) => value.length))).toBe(1_024);
  });
});
