import { afterEach, beforeEach, expect, test } from 'bun:test';
import { DomainError } from '../../../src/core/errors.ts';
import type { Transact } from '../../../src/database/work.ts';
import type { OutboundResult } from '../../../src/outbound/outbound.ts';
import { TestSender, type TestSenderOptions } from '../../../src/webhooks/testing/test-sender.ts';
import { testOrigin } from '../../support/app.ts';
import { testProgram } from '../support/publish.ts';
import { createDrainer, createWebhookTest, stopNow, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
/** Requests that got no answer yet. */
let open: ((result: OutboundResult) => void)[];

const arrived: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  excerpt: '',
  truncated: false,
  durationMs: 5,
};

beforeEach(async () => {
  open = [];
  world = await createWebhookTest();
});
afterEach(() => world.close());

/** A sender as a process of its own would have it, whose requests are answered by the test. */
const createSender = (options: Partial<TestSenderOptions> = {}): TestSender => {
  const { transact, log, secrets, drainer } = world.app;
  return new TestSender({
    ...{ transact, log, secrets, drainer, clock: world.clock, timers: world.clock.timers },
    send: () => new Promise((answer) => open.push(answer)),
    userAgent: 'Tributary/test',
    ...options,
  });
};

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A test whose request is out; what has become of `send` says `result`. */
const underWay = async (sender: TestSender) => {
  const { id } = await world.subscribe();
  const request = {
    endpointId: id,
    ownerId: null,
    type: 'commission.created',
    programId: testProgram,
  } as const;
  const result = sender.send(testOrigin, request).then(
    () => 'sent',
    (error: DomainError) => error.code,
  );
  while (open.length === 0) await tick();
  return { id, result };
};

const states = async () => (await world.deliveries()).map(({ state }) => state);

test('the next process ends a test that an earlier one left behind, and sends it to nobody', async () => {
  await underWay(createSender());
  expect(await states()).toEqual(['sending']);
  const next = createDrainer(world);
  await next.start();
  await next.whenQuiet();
  const [delivery] = await world.deliveries();
  expect(delivery).toMatchObject({ state: 'exhausted', attempts: [], next_attempt_at: null });
  expect(world.receiver.requests).toEqual([]);
  expect((await world.events()).filter((type) => type.startsWith('delivery.'))).toEqual([]);
  await stopNow(next, world.clock);
});

test('a late answer changes nothing once another process has ended the test', async () => {
  const { id, result } = await underWay(createSender());
  const next = createDrainer(world);
  await next.start();
  open[0]?.(arrived);
  expect(await result).toBe('conflict');
  expect((await world.deliveries())[0]).toMatchObject({ state: 'exhausted', attempts: [] });
  expect((await world.call('GET', `/api/v1/webhook-endpoints/${id}`)).body.verified).toBe(false);
  await stopNow(next, world.clock);
});

test('an orderly restart does not send it either', async () => {
  const { id } = await world.subscribe();
  await createSender({ send: async () => arrived }).send(testOrigin, {
    endpointId: id,
    ownerId: null,
    type: 'commission.created',
    programId: testProgram,
  });
  const next = createDrainer(world);
  await next.start();
  await next.whenQuiet();
  expect(await states()).toEqual(['delivered']);
  expect(world.receiver.requests).toEqual([]);
  await stopNow(next, world.clock);
});

test('a result that cannot be written is told as such, and written as soon as it can be', async () => {
  let full = false;
  const transact: Transact = (origin, unit) =>
    full
      ? Promise.reject(new DomainError('unavailable', 'The disk is full.'))
      : world.app.transact(origin, unit);
  const { id, result } = await underWay(createSender({ transact }));
  full = true;
  open[0]?.(arrived);
  expect(await result).toBe('unavailable');
  expect(await states()).toEqual(['sending']);
  world.clock.advance(1_000);
  await tick();
  full = false;
  world.clock.advance(1_000);
  while ((await states())[0] === 'sending') await tick();
  expect((await world.deliveries())[0]).toMatchObject({ state: 'delivered', attempts: [{ number: 1 }] });
  expect((await world.call('GET', `/api/v1/webhook-endpoints/${id}`)).body.verified).toBe(true);
});
