import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { held, inspectorRate } from '../../src/inspector/inspect.api.ts';
import { keepNewestOverall } from '../../src/inspector/inspected-request.store.ts';
import {
  maxInspectors,
  maxInspectorsOfProgram,
  maxKeptRequests,
  maxKeptRequestsOverall,
} from '../../src/inspector/inspector.ts';
import { testOrigin } from '../support/app.ts';
import { createInspectorTest, type InspectorTest } from './support/inspector-test.ts';

let it: InspectorTest;
beforeEach(async () => {
  it = await createInspectorTest();
});
afterEach(() => it.close());

describe('answers that take their time', () => {
  /** Requests that wait for an answer; each is recorded before the next is sent. */
  const wait = async (url: string, inspectorId: string, count: number) => {
    const client = new AbortController();
    const waiting: Promise<unknown>[] = [];
    const before = (await it.recorded(inspectorId)).length;
    for (let sent = 1; sent <= count; sent += 1) {
      waiting.push(fetch(url, { signal: client.signal }).catch(() => undefined));
      while ((await it.recorded(inspectorId)).length < before + sent) await new Promise(setImmediate);
    }
    return { leave: () => client.abort(), waiting };
  };

  test('are bounded for one inspector, and the one too many is recorded as refused', async () => {
    const inspector = await it.inspector({ answer: { never: true } });
    const { leave, waiting } = await wait(inspector.url, inspector.id, held.perInspector);
    const refused = await fetch(inspector.url);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    const statuses = (await it.recorded(inspector.id)).map((request) => request.answered_status);
    expect(statuses).toEqual([...Array(held.perInspector).fill(null), 503]);
    const other = await it.inspector({ answer: { delay_ms: 0 } });
    expect((await fetch(other.url)).status).toBe(200);
    leave();
    await Promise.all(waiting);
  });

  test('make room as soon as their clients go away', async () => {
    const inspector = await it.inspector({ answer: { never: true } });
    const { leave, waiting } = await wait(inspector.url, inspector.id, held.perInspector);
    leave();
    await Promise.all(waiting);
    const latest = async () =>
      (await it.recorded(inspector.id)).slice(-held.perInspector).map((request) => request.answered_status);
    const allWait = Array(held.perInspector).fill(null);
    // Refused for as long as the server has not heard of it. No minute passes meanwhile.
    for (let tries = 0; tries < 20; tries += 1) {
      it.clock.advance(1_000);
      const again = await wait(inspector.url, inspector.id, held.perInspector);
      again.leave();
      await Promise.all(again.waiting);
      if (Bun.deepEquals(await latest(), allWait)) break;
    }
    expect(await latest()).toEqual(allWait);
  });

  test('make room after a minute', async () => {
    const inspector = await it.inspector({ answer: { never: true } });
    const { waiting } = await wait(inspector.url, inspector.id, held.perInspector);
    // What is recorded is answered a moment later: let time stand until each waits.
    while (waiting.length > 0) {
      it.clock.advance(60_000);
      const ended = await Promise.race([
        waiting[0],
        new Promise((resolve) => setTimeout(resolve, 5, 'not yet')),
      ]);
      if (ended !== 'not yet') waiting.shift();
    }
    await it.call('PATCH', `/api/v1/inspectors/${inspector.id}`, { body: { answer: { delay_ms: 1 } } });
    const answer = fetch(inspector.url);
    while ((await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 1))])) === undefined) {
      it.clock.advance(1);
    }
    expect((await answer).status).toBe(200);
  });
});

test('more requests than one inspector takes are refused with the time to wait', async () => {
  const inspector = await it.inspector();
  for (let sent = 0; sent < inspectorRate.burst; sent += 1) await fetch(inspector.url);
  const refused = await fetch(inspector.url);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await it.recorded(inspector.id)).toHaveLength(inspectorRate.burst);
  expect((await fetch((await it.inspector()).url)).status).toBe(200);
  it.clock.advance(1_000);
  expect((await fetch(inspector.url)).status).toBe(200);
});

test('the last requests of an inspector are kept, the oldest make room', async () => {
  const inspector = await it.inspector();
  const other = await it.inspector();
  await fetch(other.url);
  const total = maxKeptRequests + 3;
  for (let sent = 0; sent < total; sent += 1) {
    if (sent % 50 === 0) it.clock.advance(4_000);
    await fetch(`${inspector.url}?n=${sent}`);
  }
  const kept = await it.recorded(inspector.id);
  const stored = await it.app.read.selectFrom('inspector_requests').select('inspector_id').execute();
  expect(stored.filter((row) => row.inspector_id === inspector.id)).toHaveLength(maxKeptRequests);
  expect(kept[0]?.path).toBe('?n=3');
  expect(kept.at(-1)?.path).toBe(`?n=${total - 1}`);
  expect(await it.recorded(other.id)).toHaveLength(1);
});

test('all inspectors together keep so many and no more', async () => {
  expect(maxKeptRequestsOverall).toBeLessThan(maxInspectors * maxKeptRequests);
  const [one, two] = [await it.inspector(), await it.inspector()];
  for (const { url } of [one, two, one, two]) await fetch(url);
  await it.app.transact(testOrigin, ({ tx }) => keepNewestOverall(tx, 3));
  expect([await it.recorded(one.id), await it.recorded(two.id)].map(({ length }) => length)).toEqual([1, 2]);
});

test('what one inspector gets pushes out nothing of another that gets less', async () => {
  const [quiet, flooded] = [await it.inspector(), await it.inspector()];
  for (const { url } of [quiet, quiet, ...Array(20).fill(flooded)]) await fetch(url);
  await it.app.transact(testOrigin, ({ tx }) => keepNewestOverall(tx, 8));
  expect((await it.recorded(quiet.id)).length).toBe(2);
  expect((await it.recorded(flooded.id)).length).toBe(6);
  await it.app.transact(testOrigin, ({ tx }) => keepNewestOverall(tx, 8));
  expect((await it.recorded(flooded.id)).length).toBe(6);
});

test('a program has only so many inspectors, and leaves room for others', async () => {
  const { id } = await it.build.program();
  for (let made = 0; made < maxInspectorsOfProgram; made += 1) await it.inspector({ program_id: id });
  const refused = await it.call('POST', '/api/v1/inspectors', { body: { name: 'More', program_id: id } });
  expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
  await it.inspector();
});

test('there are only so many inspectors', async () => {
  for (let made = 0; made < maxInspectors; made += 1) await it.inspector();
  const refused = await it.call('POST', '/api/v1/inspectors', { body: { name: 'One too many' } });
  expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
});
