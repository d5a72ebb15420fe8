import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { App } from '../../../src/app.ts';
import { DomainError } from '../../../src/core/errors.ts';
import { DeliveryMinutes } from '../../../src/webhooks/monitoring/delivery-minutes.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import {
  attemptRecorder,
  type MadeAttempt,
  minutesAsStored,
  minutesByAttempts,
  type RecordAttempts,
  spanTotals,
} from './support/recorded-attempts.ts';

const endpointCount = 40;

let world: WebhookTest;
let record: RecordAttempts;
/** Units of work that may still be stored. */
const writable = { units: Number.POSITIVE_INFINITY };

beforeEach(async () => {
  world = await createWebhookTest();
  const program = await world.build.program();
  for (let count = 0; count < endpointCount; count += 1) {
    await world.subscribe(count % 2 === 0 ? {} : { program_id: program.id });
  }
  await world.publish('commission.created', program.id as `prg_${string}`);
  await world.drain();
  // From here on each test counts by itself.
  await world.app.minutes.close();
  record = await attemptRecorder(world.app);
});
afterEach(() => world.close());

/** The memory of a process of its own; whoever drops it has crashed. */
const openMinutes = (app: App): Promise<DeliveryMinutes> =>
  DeliveryMinutes.open({
    ...app,
    timers: { after: () => () => undefined },
    transact: (origin, unit) => {
      writable.units -= 1;
      if (writable.units < 0) return Promise.reject(new DomainError('unavailable', 'The disk is full.'));
      return app.transact(origin, unit);
    },
  });

const assertAgreement = async (): Promise<void> => {
  const { read } = world.app;
  const expected = await minutesByAttempts(read);
  expect(await minutesAsStored(read)).toEqual(expected);
  const total = await read
    .selectFrom('webhook_minutes')
    .select(({ fn }) => [fn.sum<number>('succeeded').as('succeeded'), fn.sum<number>('failed').as('failed')])
    .executeTakeFirstOrThrow();
  const all = total.succeeded + total.failed;
  expect(await spanTotals(read)).toMatchObject({ endpoints: all, all });
};

const everyEndpoint = (startedAt: number) =>
  Array.from({ length: endpointCount }, (_, endpoint) => ({ endpoint, startedAt }));

describe('minutes and attempts', () => {
  test('agree after a crash that lost everything not stored yet', async () => {
    const now = world.clock.now();
    const first = await openMinutes(world.app);
    await record(everyEndpoint(now), (work, results) => first.attemptsRecorded(work, results));
    await first.store();
    await record(everyEndpoint(now), (work, results) => first.attemptsRecorded(work, results));
    const second = await openMinutes(world.app);
    await second.store();
    await assertAgreement();
  });

  test('agree after a crash between two units of one storing', async () => {
    const now = world.clock.now();
    const many = Array.from({ length: 6 }, (_, minute) => everyEndpoint(now + minute * 60_000)).flat();
    writable.units = 1;
    const first = await openMinutes(world.app);
    await record(many, (work, results) => first.attemptsRecorded(work, results));
    await expect(first.store()).rejects.toThrow('full');
    writable.units = Number.POSITIVE_INFINITY;
    expect((await minutesAsStored(world.app.read)).length).toBeLessThan(many.length);
    const second = await openMinutes(world.app);
    await second.store();
    await assertAgreement();
  });

  test('agree once the disk has room again', async () => {
    writable.units = 0;
    const minutes = await openMinutes(world.app);
    await record(everyEndpoint(world.clock.now()), (work, results) =>
      minutes.attemptsRecorded(work, results),
    );
    await expect(minutes.store()).rejects.toThrow('full');
    writable.units = Number.POSITIVE_INFINITY;
    await minutes.store();
    await assertAgreement();
  });

  test('agree although a unit was undone', async () => {
    const minutes = await openMinutes(world.app);
    const undone = record(everyEndpoint(world.clock.now()), async (work, results) => {
      await minutes.attemptsRecorded(work, results);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await record([{ endpoint: 3, startedAt: world.clock.now() }], (work, results) =>
      minutes.attemptsRecorded(work, results),
    );
    await minutes.store();
    await assertAgreement();
  });

  test('agree after whatever order of recording, storing, failing and crashing', async () => {
    const steps = fc.array(step, { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const process = { minutes: await openMinutes(world.app) };
        for (const one of taken) await take(one, process);
        await take({ kind: 'crash' }, process);
        await process.minutes.store();
        await assertAgreement();
      }),
      { numRuns: 30 },
    );
  }, 30_000);
});

type Step =
  | { kind: 'record' | 'undone' | 'unseen'; attempts: (MadeAttempt & { minutesAgo: number })[] }
  | { kind: 'store'; units: number }
  | { kind: 'crash' }
  | { kind: 'clock'; byMs: number };

const attempt = fc.record({
  endpoint: fc.nat(endpointCount - 1),
  startedAt: fc.constant(0),
  minutesAgo: fc.integer({ min: -1, max: 3 }),
  durationMs: fc.integer({ min: 0, max: 30_000 }),
  status: fc.constantFrom(200, 204, 301, 404, 429, 500),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('record' as const, 'record' as const, 'undone' as const, 'unseen' as const),
    // Enough of them that storing takes several units.
    attempts: fc.array(attempt, { minLength: 1, maxLength: 300, size: 'max' }),
  }),
  fc.record({ kind: fc.constant('store' as const), units: fc.nat(3) }),
  fc.record({ kind: fc.constant('crash' as const) }),
  fc.record({ kind: fc.constant('clock' as const), byMs: fc.integer({ min: -200_000, max: 200_000 }) }),
);

const take = async (step: Step, process: { minutes: DeliveryMinutes }): Promise<void> => {
  switch (step.kind) {
    case 'crash':
      process.minutes = await openMinutes(world.app);
      return;
    case 'clock':
      return world.clock.set(world.clock.now() + step.byMs);
    case 'store':
      return storeOnly(step.units, process.minutes);
    default:
      return recordAs(step.kind, step.attempts, process.minutes);
  }
};

const storeOnly = async (units: number, minutes: DeliveryMinutes): Promise<void> => {
  writable.units = units;
  await minutes.store().catch(() => undefined);
  writable.units = Number.POSITIVE_INFINITY;
};

const recordAs = async (
  kind: 'record' | 'undone' | 'unseen',
  attempts: readonly (MadeAttempt & { minutesAgo: number })[],
  minutes: DeliveryMinutes,
): Promise<void> => {
  const made = attempts.map((attempt) => ({
    ...attempt,
    startedAt: world.clock.now() - attempt.minutesAgo * 60_000,
  }));
  if (kind === 'unseen') return record(made);
  await record(made, async (work, results) => {
    await minutes.attemptsRecorded(work, results);
    if (kind === 'undone') throw new Error('undone');
  }).catch((error: Error) => expect(error.message).toBe('undone'));
};
