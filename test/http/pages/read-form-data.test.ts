import { describe, expect, test } from 'bun:test';
import { DomainError } from '../../../src/core/errors.ts';
import type { SentForm } from '../../../src/http/forms/sent-form.ts';
import { readFormData } from '../../../src/http/pages/read-form-data.ts';

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

const urlencoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=edge';

const sent = (body: Body, headers: Readonly<Record<string, string>>): Request =>
  new Request('http://localhost/admin', { method: 'POST', body, headers });

const read = (body: Body, type: string, maxBytes?: number): Promise<SentForm> =>
  readFormData(sent(body, { 'content-type': type }), maxBytes);

const refusalOf = async (reading: Promise<unknown>): Promise<string | undefined> => {
  try {
    await reading;
  } catch (failure) {
    if (failure instanceof DomainError) return failure.code;
    throw failure;
  }
  return undefined;
};

const part = (name: string, value: string) =>
  `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

const inPieces = (text: string, onEnd: (controller: ReadableStreamDefaultController) => void) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      onEnd(controller);
    },
  });

describe('a form', () => {
  test.each([urlencoded, `${urlencoded}; charset=UTF-8`, urlencoded.toUpperCase(), `${urlencoded} ;x=y`])(
    'is read as browsers send it: %s',
    async (type) => {
      const form = await read('name=Z%C3%BCrich+1&id=a&id=b&__proto__=x', type);
      expect(form.get('name')).toBe('Zürich 1');
      expect(form.getAll('id')).toEqual(['a', 'b']);
      expect(form.get('__proto__')).toBe('x');
    },
  );

  test('with files is read with every field and file', async () => {
    const file = '--edge\r\nContent-Disposition: form-data; name="csv"; filename="a.csv"\r\n\r\nx,y\r\n';
    const form = await read(`${part('id', 'a')}${part('id', 'b')}${file}--edge--\r\n`, multipart);
    expect(form.getAll('id')).toEqual(['a', 'b']);
    expect(await (form.get('csv') as unknown as File).text()).toBe('x,y');
  });

  test('of ten thousand fields is read whole', async () => {
    const form = await read('id=12345&'.repeat(10_000), urlencoded);
    expect(form.getAll('id')).toHaveLength(10_000);
    const parts = Array.from({ length: 2_000 }, (_, at) => part(`f${at}`, 'x')).join('');
    expect([...(await read(`${parts}--edge--\r\n`, multipart)).keys()]).toHaveLength(2_000);
  });

  test('with nothing in it is empty', async () => {
    expect([...(await read('', urlencoded)).keys()]).toEqual([]);
  });

  test.each(['', 'text/plain', 'application/json', 'application/x-www-form-urlencodedx', 'multipart/mixed'])(
    'is refused as %p',
    async (type) => {
      expect(await refusalOf(read('a=1', type))).toBe('unsupported_media_type');
    },
  );
});

describe('a form that is too long', () => {
  test('is refused by the length it says, before anything is read', async () => {
    const request = sent('a=1', { 'content-type': urlencoded, 'content-length': String(256 * 1024 + 1) });
    expect(await refusalOf(readFormData(request))).toBe('payload_too_large');
    expect(request.bodyUsed).toBe(false);
  });

  test('is refused by the length it has, whatever it says', async () => {
    const long = `a=${'x'.repeat(256 * 1024 - 2)}`;
    expect(await refusalOf(read(long, urlencoded))).toBeUndefined();
    expect(await refusalOf(read(`${long}x`, urlencoded))).toBe('payload_too_large');
    const undeclared = inPieces(`${long}x`, (controller) => controller.close());
    expect(await refusalOf(read(undeclared, urlencoded))).toBe('payload_too_large');
    const lying = sent(`${long}x`, { 'content-type': urlencoded, 'content-length': 'many' });
    expect(await refusalOf(readFormData(lying))).toBe('payload_too_large');
  });

  test('may be longer where files are taken', async () => {
    expect(await refusalOf(read('a='.padEnd(1_000, 'x'), urlencoded, 1_000))).toBeUndefined();
    expect(await refusalOf(read('a='.padEnd(1_001, 'x'), urlencoded, 1_000))).toBe('payload_too_large');
  });
});

describe('a form that did not arrive whole', () => {
  test.each([
    ['has no end', part('a', '1'), multipart],
    ['breaks off in a part', `${part('a', '1')}--edge\r\nContent-Disp`, multipart],
    ['is empty', '', multipart],
    ['names no boundary', part('a', '1'), 'multipart/form-data'],
    ['has another boundary', `${part('a', '1')}--edge--`, 'multipart/form-data; boundary=other'],
  ])('is refused when it %s', async (_how, body, type) => {
    expect(await refusalOf(read(body, type))).toBe('invalid_request');
  });

  test('is refused, and no surprise, when its sender breaks off', async () => {
    const broken = inPieces('a=1', (controller) => controller.error(new Error('gone')));
    expect(await refusalOf(read(broken, urlencoded))).toBe('invalid_request');
  });
});
