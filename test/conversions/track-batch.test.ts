import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createTestClock } from '../support/clock.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program();
  await app.build.partner({ code: 'ADA' });
});
afterAll(() => app.close());

interface Results {
  results: { status: number; body: { replayed: boolean; errors?: { path: string }[] } }[];
}

const batch = (items: unknown) => app.call<Results>('POST', '/track/batch', { body: { items } });

const purchase = (orderId: string, fields: object = {}) => ({
  operation: 'purchase',
  order_id: orderId,
  amount: 1_000,
  currency: 'USD',
  ...fields,
});

describe('a batch', () => {
  test('records its items in their order, so that a purchase finds the signup before it', async () => {
    const answer = await batch([
      { operation: 'signup', customer_id: 'b-1', partner: 'ADA' },
      purchase('b-1', { customer_id: 'b-1' }),
      { operation: 'sale', order_id: 'b-2', customer_id: 'b-1', amount: 5, currency: 'USD' },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body.results.map((result) => result.status)).toEqual([201, 201, 201]);
    expect(answer.body.results[1]?.body).toMatchObject({ attribution: { method: 'referral' } });
  });

  test('sent again answers the same and records nothing', async () => {
    const items = [purchase('again-1'), purchase('again-2')];
    const first = await batch(items);
    await app.events();
    const again = await batch(items);
    expect(again.body.results.map((result) => result.status)).toEqual([200, 200]);
    expect(again.body.results.map((result) => ({ ...result.body, replayed: false }))).toEqual(
      first.body.results.map((result) => result.body),
    );
    expect(await app.events()).toEqual([]);
  });

  test('refuses an item by itself and names its field; the others are recorded', async () => {
    const answer = await batch([
      purchase('mixed-1', { amount: -1 }),
      purchase('mixed-2'),
      { operation: 'exchange', order_id: 'x' },
      { operation: '__proto__' },
      purchase('mixed-3', { metadata: { note: 'x'.repeat(262_144) } }),
    ]);
    expect(answer.body.results.map((result) => result.status)).toEqual([422, 201, 422, 422, 413]);
    expect(answer.body.results[0]?.body.errors).toMatchObject([{ path: 'amount' }]);
    expect(answer.body.results[2]?.body.errors).toMatchObject([{ path: 'operation' }]);
  });

  test('refuses an item without an operation alone, and keeps the sales beside it', async () => {
    const answer = await batch([
      { order_id: 'beside-1' },
      purchase('beside-2'),
      purchase('', { operation: 7 }),
    ]);
    expect(answer.body.results.map((result) => result.status)).toEqual([422, 201, 422]);
    expect(answer.body.results[0]?.body.errors).toMatchObject([{ path: 'operation' }]);
  });

  test('accepts fields of a newer client beside its items, and names them', async () => {
    const body = { items: [purchase('newer-1')], mode: 'atomic' };
    const answer = await app.call<Results & { warnings: string[] }>('POST', '/track/batch', { body });
    expect(answer.body.results.map((result) => result.status)).toEqual([201]);
    expect(answer.body.warnings).toEqual(['mode is not a field of a batch; it was ignored']);
  });

  test('takes a thousand items and no more', async () => {
    const items = Array.from({ length: 1_000 }, (_, index) => purchase(`thousand-${index}`));
    const answer = await batch(items);
    expect(answer.body.results.every((result) => result.status === 201)).toBe(true);
    expect((await batch([...items, purchase('one-more')])).status).toBe(422);
    expect((await batch([])).status).toBe(422);
  });

  test('is refused above 2 MiB as a whole', async () => {
    const items = Array.from({ length: 12 }, (_, index) =>
      purchase(`big-${index}`, { metadata: { note: 'x'.repeat(190_000) } }),
    );
    expect((await batch(items)).status).toBe(413);
  });

  test('reads a few items at a time, so that nobody else waits for all of them', async () => {
    const clock = createTestClock();
    const turns = countTurns();
    const timesAsked = new Map<number, number>();
    const now = () => {
      timesAsked.set(turns.count(), (timesAsked.get(turns.count()) ?? 0) + 1);
      return clock.now();
    };
    const watched = await createTestApp({ clock: { ...clock, now } });
    timesAsked.clear();
    const items = Array.from({ length: 200 }, () => ({ operation: 'purchase' }));
    const answer = await watched.call<Results>('POST', '/track/batch', { body: { items } });
    turns.stop();
    expect(answer.body.results.map((result) => result.status)).toEqual(items.map(() => 422));
    expect([...timesAsked.values()].reduce((sum, times) => sum + times)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...timesAsked.values())).toBeLessThan(50);
    await watched.close();
  });
});

/** Counts how often the event loop has come round: each item is read with a look at the clock. */
const countTurns = () => {
  let turns = 0;
  let timer = setImmediate(turn);
  function turn() {
    turns += 1;
    timer = setImmediate(turn);
  }
  return { count: () => turns, stop: () => clearImmediate(timer) };
};
