import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { EndpointId } from '../../../src/core/ids.ts';
import { maxRunning } from '../../../src/webhooks/recovery/recovery.service.ts';
import { runRecoveries } from '../../../src/webhooks/recovery/run-recoveries.ts';
import { testOrigin } from '../../support/app.ts';
import { makeEndpoints } from '../fan-out/many-endpoints.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let it: WebhookTest;
beforeEach(async () => {
  it = await createWebhookTest();
});
afterEach(() => it.close());

const start = (endpointId: EndpointId) =>
  it.call('POST', `/api/v1/webhook-endpoints/${endpointId}/recovery`, {
    body: { since: '2026-01-01T00:00:00Z' },
  });

/** Runs them and tells how many units were asked for, and how many of those waited at a time at most. */
const countUnits = async (): Promise<{ units: number; atOnce: number }> => {
  const counted = { units: 0, atOnce: 0 };
  let open = 0;
  await runRecoveries({
    read: it.app.read,
    signals: it.drainer,
    transact: (origin, unit) => {
      counted.units += 1;
      open += 1;
      counted.atOnce = Math.max(counted.atOnce, open);
      return it.app.transact(origin, unit).finally(() => {
        open -= 1;
      });
    },
  });
  return counted;
};

test('so many run for one program, and for another one just as many', async () => {
  const program = String((await it.build.program()).id);
  const many = await makeEndpoints(it, maxRunning + 1);
  const [other] = await makeEndpoints(it, 1, { program_id: program });
  const answers = [];
  for (const id of many) answers.push(await start(id));
  expect(answers.map(({ status }) => status)).toEqual([...Array(maxRunning).fill(202), 409]);
  expect((await start(other as EndpointId)).status).toBe(202);
  expect((await start(many[0] as EndpointId)).status).toBe(200);
});

test('they take turns: few units wait at a time, however many recoveries there are', async () => {
  for (const id of await makeEndpoints(it, maxRunning)) await start(id);
  const { units, atOnce } = await countUnits();
  expect(units).toBeGreaterThanOrEqual(maxRunning);
  expect(atOnce).toBe(8);
});

test('one whose endpoint is paused costs nothing, and goes on when it is active again', async () => {
  const [id] = await makeEndpoints(it, 1);
  await start(id as EndpointId);
  await it.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
  expect((await countUnits()).units).toBe(0);
  await it.call('POST', `/api/v1/webhook-endpoints/${id}/activation`);
  expect((await countUnits()).units).toBeGreaterThan(0);
});

test('one whose endpoint was deleted while paused is canceled', async () => {
  const [id] = await makeEndpoints(it, 1);
  await start(id as EndpointId);
  await it.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
  await it.call('DELETE', `/api/v1/webhook-endpoints/${id}`);
  await countUnits();
  const { state } = await it.app.read.selectFrom('recoveries').select('state').executeTakeFirstOrThrow();
  expect(state).toBe('canceled');
});

test('all others have their turn when one cannot be written', async () => {
  for (const id of await makeEndpoints(it, 20)) await start(id);
  let calls = 0;
  const running = runRecoveries({
    read: it.app.read,
    signals: it.drainer,
    transact: (_origin, unit) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('the disk is full')) : it.app.transact(testOrigin, unit);
    },
  });
  // Awaited first: `expect` itself would turn the event loop from within, which no unit of work survives.
  const failure = await running.catch((error: unknown) => error);
  expect(String(failure)).toContain('the disk is full');
  const left = await it.app.read
    .selectFrom('recoveries')
    .select('id')
    .where('state', '=', 'running')
    .execute();
  expect(left).toHaveLength(1);
});
