import { afterEach, beforeEach, expect, test } from 'bun:test';
import { minuteMs } from '../../src/core/clock.ts';
import type { EndpointId } from '../../src/core/ids.ts';
import { type AlertTest, countAttempts, createAlertTest } from './support/alert-test.ts';

let it: AlertTest;
let endpoint: EndpointId;
beforeEach(async () => {
  it = await createAlertTest();
  await it.set({ causes: ['slow_response', 'slow_p95'] });
  endpoint = (await it.subscribe()).id;
});
afterEach(() => it.close());

const count = (counted: Parameters<typeof countAttempts>[2], minutesAgo?: number) =>
  countAttempts(it, endpoint, counted, minutesAgo);
const looked = async () => {
  await it.look();
  return (await it.alerts()).map(({ cause }) => cause).sort();
};

test.each([
  [5_000, []],
  [5_001, ['slow_response']],
])('an answer of %i ms among a hundred: %p', async (longestMs, causes) => {
  await count({ succeeded: 100, longestMs });
  expect(await looked()).toEqual(causes);
});

test('an answer that really takes more than five seconds is noticed', async () => {
  it.receiver.answer(() => {
    it.clock.advance(5_001);
    return new Response(null, { status: 204 });
  });
  await it.publish();
  await it.drain();
  expect(await looked()).toEqual(['slow_p95', 'slow_response']);
  const [alert] = await it.alerts('?cause=slow_response');
  expect(alert?.facts).toMatchObject({ longest_ms: 5_001, limit_ms: 5_000 });
});

test.each([
  [20, ['slow_response']],
  [19, ['slow_p95', 'slow_response']],
])('one slow answer of %i opens %p: p95 is slow when more than 1 in 20 is', async (succeeded, causes) => {
  await count({ succeeded, longestMs: 9_000 });
  expect(await looked()).toEqual(causes);
});

test('the limit may be another, and below it nothing counts', async () => {
  await it.set({ slow_ms: 1_000 });
  await count({ succeeded: 100, longestMs: 1_001 });
  expect(await looked()).toEqual(['slow_response']);
  await it.set({ slow_ms: 2_000 });
  expect(await looked()).toEqual([]);
});

test('it is over once the window has no such answer', async () => {
  await count({ succeeded: 10, longestMs: 6_000 });
  expect(await looked()).toEqual(['slow_p95', 'slow_response']);
  it.clock.advance(14 * minuteMs);
  expect(await looked()).toEqual(['slow_p95', 'slow_response']);
  it.clock.advance(minuteMs);
  expect(await looked()).toEqual([]);
});

test('p95 between 80 % of the limit and the limit leaves an open alert open', async () => {
  await count({ succeeded: 10, longestMs: 6_000 });
  await looked();
  it.clock.advance(15 * minuteMs);
  await count({ succeeded: 1, longestMs: 4_900 });
  expect(await looked()).toEqual(['slow_p95']);
  await count({ succeeded: 100 }, 1);
  expect(await looked()).toEqual([]);
});
