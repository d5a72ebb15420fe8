import { afterEach, beforeEach, expect, test } from 'bun:test';
import { forgetOldMinutes } from '../../../src/webhooks/monitoring/minute-retention.service.ts';
import { testOrigin } from '../../support/app.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { attemptRecorder } from './support/recorded-attempts.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
});
afterEach(() => world.close());

const kept = async (): Promise<number[]> => {
  const { read } = world.app;
  const minutes = await read.selectFrom('webhook_minutes').select('minute').execute();
  const spans = await read.selectFrom('webhook_spans').select('start_minute').execute();
  return [minutes.length, spans.length];
};

test('minutes and their sums are kept for 90 days and forgotten in units of a bounded size', async () => {
  await world.subscribe();
  await world.publish();
  await world.drain();
  const record = await attemptRecorder(world.app);
  const now = world.clock.now();
  const old = Array.from({ length: 450 }, (_, index) => now - 90 * 86_400_000 - (index + 1) * 60_000);
  await record([...old, now - 90 * 86_400_000 + 60_000].map((startedAt) => ({ endpoint: 0, startedAt })));
  await world.publish();
  await world.drain();
  await world.app.minutes.store();
  expect((await kept())[0]).toBe(452);

  const forget = () => world.app.transact(testOrigin, forgetOldMinutes);
  const more = [await forget(), await forget(), await forget(), await forget()];
  expect(more).toEqual([true, true, false, false]);
  // Two minutes, and the hours and quarters that they are in.
  expect(await kept()).toEqual([2, 4]);
});
