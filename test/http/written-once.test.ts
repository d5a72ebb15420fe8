import { expect, test } from 'bun:test';
import { writtenOnce } from '../../src/http/written-once.ts';

const asking = (headers: Record<string, string> = {}) => new Request('http://localhost/', { headers });

test('a text is written when it is first asked for, and once for all who ask at the same time', async () => {
  let writings = 0;
  const answer = writtenOnce('text/plain', async () => `text ${++writings}`);
  expect(writings).toBe(0);
  const answers = await Promise.all([answer(asking()), answer(asking()), answer(asking())]);
  expect(await Promise.all(answers.map((each) => each.text()))).toEqual(['text 1', 'text 1', 'text 1']);
});

test('it is compressed for those who take it, under the same tag', async () => {
  const answer = writtenOnce('text/plain', () => 'long '.repeat(100));
  const [plain, packed] = [await answer(asking()), await answer(asking({ 'accept-encoding': 'gzip' }))];
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('vary')).toBe('accept-encoding');
  expect(packed.headers.get('etag')).toBe(plain.headers.get('etag'));
  expect(new TextDecoder().decode(Bun.gunzipSync(await packed.arrayBuffer()))).toBe(await plain.text());
});

test('who has it is not sent it again, and who has another is', async () => {
  const answer = writtenOnce('text/plain', () => 'text');
  const first = await answer(asking());
  expect(first.headers.get('cache-control')).toBe('no-cache');
  const etag = first.headers.get('etag') ?? '';
  const again = await answer(asking({ 'if-none-match': `"other", ${etag}` }));
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  expect((await answer(asking({ 'if-none-match': '"other"' }))).status).toBe(200);
});
