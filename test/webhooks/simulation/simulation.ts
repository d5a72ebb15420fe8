import type { EndpointId } from '../../../src/core/ids.ts';
import type { Transact } from '../../../src/database/work.ts';
import type { Drainer } from '../../../src/webhooks/drainer/drainer.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import type { AnswerBody } from '../../support/call.ts';
import { publishExample } from '../support/publish.ts';
import { createDrainer } from '../support/webhook-test.ts';
import { createPeople, type KnownEndpoint, type People } from './people.ts';
import { createReceivers, type SimulatedReceivers } from './receivers.ts';
import { chance } from './weather.ts';

/** Endpoints whose receivers differ in what they were promised. */
const endpoints = [
  { name: 'plain' },
  { name: 'busy' },
  { name: 'in order', fifo: true },
  { name: 'limited', rate_limit: 5 },
  { name: 'another', event_types: ['commission.created', 'partner.approved'] },
  { name: 'last' },
];

export interface Simulation extends TestApp {
  readonly receivers: SimulatedReceivers;
  readonly people: Pick<People, 'done'>;
  readonly endpointIds: readonly EndpointId[];
  /** Events committed so far. */
  readonly published: number;
  /** Processes that have died so far. */
  readonly crashes: number;
  /** One step of virtual time: maybe some events, maybe a crash, maybe people, then everything that follows from it. */
  step(): Promise<void>;
  /** Moves time without anything new, until nothing is under way at that instant. */
  pass(ms: number): Promise<void>;
  /** All receivers are well and all endpoints active. */
  heal(): Promise<void>;
}

/** An application whose drainer runs in virtual time, among receivers with a weather of their own. */
export const createSimulation = async (seed: number): Promise<Simulation> => {
  const test = await createTestApp({
    config: { webhookAllowHttp: true, webhookAllowCidrs: ['127.0.0.0/8'] },
  });
  const { app, clock, call } = test;
  const numbers = new Map<string, number>();
  const known = await subscribeAll(call);
  const endpointIds = known.map(({ id }) => id);
  const people = createPeople(seed, test, known, (receiver) => receivers.welcome(receiver));
  const receivers = createReceivers(
    seed,
    clock,
    clock.timers,
    (id) => numbers.get(id) ?? -1,
    (receiver, request) => people.faultOf(receiver, request),
  );
  let crashes = 0;
  let stepNumber = 0;
  let process = await startProcess(test, receivers);

  const settle = async (): Promise<void> => {
    await people.work(process.drainer);
    process.drainer.deliveriesReady(endpointIds);
    await process.whenWritten();
  };

  const crash = async (): Promise<void> => {
    process.die();
    // What was on its way to the disk gets there or not, before the next process begins.
    await process.whenWritten();
    crashes += 1;
    process = await startProcess(test, receivers);
  };

  const publish = async (): Promise<void> => {
    numbers.set(await publishExample(app, 'commission.created'), numbers.size);
  };

  return {
    ...test,
    receivers,
    people,
    endpointIds,
    get published() {
      return numbers.size;
    },
    get crashes() {
      return crashes;
    },
    step: async () => {
      stepNumber += 1;
      const events = Math.floor(chance(seed, stepNumber, 1) * 3);
      for (let count = 0; count < events; count += 1) await publish();
      await people.act(stepNumber, process.drainer);
      await settle();
      // In the middle of whatever is under way.
      if (chance(seed, stepNumber, 2) < 0.005) await crash();
      clock.advance(50 + Math.floor(chance(seed, stepNumber, 3) * 2_900));
      await settle();
    },
    pass: async (ms) => {
      clock.advance(ms);
      await settle();
    },
    heal: async () => {
      receivers.heal();
      await people.activateAll(process.drainer);
    },
    close: async () => {
      process.die();
      await test.close();
    },
  };
};

const subscribeAll = async (call: TestApp['call']): Promise<KnownEndpoint[]> => {
  const known: KnownEndpoint[] = [];
  for (const [index, endpoint] of endpoints.entries()) {
    const url = `http://127.0.0.1:1999/${index}`;
    const body = { event_types: ['commission.created'], ...endpoint, url };
    const answer = await call<AnswerBody & { id: EndpointId }>('POST', '/api/v1/webhook-endpoints', { body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    known.push({ id: answer.body.id, secret: String(answer.body.secret), paused: false });
  }
  return known;
};

interface Process {
  readonly drainer: Drainer;
  /** From one moment to the next it hears, writes and does nothing any more. */
  die(): void;
  whenWritten(): Promise<void>;
}

const never = new Promise<never>(() => undefined);

const startProcess = async (test: TestApp, receivers: SimulatedReceivers): Promise<Process> => {
  let alive = true;
  const open = new Set<Promise<unknown>>();
  const transact: Transact = (origin, unit) => {
    if (!alive) return never;
    const written = test.app.transact(origin, unit);
    open.add(written);
    // A unit that was on its way when the process died may be stored; the process never learns of it.
    return written.finally(() => open.delete(written)).then((value) => (alive ? value : never));
  };
  const drainer = createDrainer(test, {
    transact,
    send: receivers.sender(() => alive),
    timers: { after: (ms, action) => test.clock.timers.after(ms, () => alive && action()) },
  });
  const whenWritten = async (): Promise<void> => {
    do {
      await Promise.allSettled(open);
      await new Promise((resolve) => setImmediate(resolve));
    } while (open.size > 0);
  };
  await drainer.start();
  // What it finds at its start is what there was, not what comes next.
  await whenWritten();
  return {
    drainer,
    die: () => {
      alive = false;
    },
    whenWritten,
  };
};
