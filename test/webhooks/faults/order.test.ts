import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { OutboundRequest, OutboundResult } from '../../../src/outbound/outbound.ts';
import { createDrainer, createWebhookTest, stopNow, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
/** Ids of events in the order of their requests, all processes together. */
let sent: string[];
/** How the next requests end; afterwards all is well. */
let script: OutboundResult[];

const answered = (status: number, headers: Readonly<Record<string, string>> = {}): OutboundResult => ({
  ...{ kind: 'answered', status, headers, excerpt: '', truncated: false, durationMs: 5 },
});
const cut: OutboundResult = { kind: 'failed', error: 'connection_reset', fault: 'theirs', durationMs: 5 };
const noNames: OutboundResult = { kind: 'failed', error: 'dns_unavailable', fault: 'ours', durationMs: 5 };

const idOf = ({ body }: OutboundRequest): string => JSON.parse(String(body)).id;

const send = async (request: OutboundRequest): Promise<OutboundResult> => {
  sent.push(idOf(request));
  return script.shift() ?? answered(204);
};

beforeEach(async () => {
  sent = [];
  script = [];
  world = await createWebhookTest({ send });
  await world.subscribe({ fifo: true });
});
afterEach(() => world.close());

const publish = async (count: number): Promise<string[]> => {
  const events: string[] = [];
  for (let made = 0; made < count; made += 1) events.push(await world.publish());
  return events;
};

/** The order without what was sent again directly after itself. */
const withoutRepeats = (): string[] => sent.filter((id, index) => id !== sent[index - 1]);

describe('an endpoint in order gets its events in order', () => {
  test.each<[string, OutboundResult, number]>([
    ['a failed connection', cut, 30_000],
    ['a 503', answered(503), 30_000],
    ['a 429 that asks for patience', answered(429, { 'retry-after': '120' }), 120_000],
    ['a fault of our own', noNames, 15_000],
  ])('whatever is published while it waits after %s', async (_, failure, waitMs) => {
    script = [answered(204), failure];
    const events = await publish(3);
    await world.drain();
    expect(sent).toEqual(events.slice(0, 2));
    world.clock.advance(waitMs / 2);
    events.push(...(await publish(2)));
    await world.drain();
    expect(sent).toHaveLength(2);
    await world.drainAfter(waitMs / 2);
    expect(withoutRepeats()).toEqual(events);
    expect(sent).toHaveLength(6);
  });

  test('over a process that dies with one of them under way, and another that dies at once', async () => {
    const events = await publish(2);
    await world.drain();
    events.push(...(await publish(3)));
    await stopNow(world.drainer, world.clock);
    for (let crash = 0; crash < 2; crash += 1) {
      const dying = createDrainer(world, {
        send: (request) => {
          sent.push(idOf(request));
          return new Promise(() => undefined);
        },
      });
      const before = sent.length;
      await dying.start();
      while (sent.length === before) await new Promise((resolve) => setImmediate(resolve));
      await stopNow(dying, world.clock);
    }
    events.push(...(await publish(2)));
    const next = createDrainer(world, { send });
    await next.start();
    await next.whenQuiet();
    expect(withoutRepeats()).toEqual(events);
    // Each process that died had one request under way.
    expect(sent).toHaveLength(events.length + 2);
    await stopNow(next, world.clock);
  });

  test('over a failure that a process leaves to the next one', async () => {
    script = [cut];
    const events = await publish(3);
    await world.drain();
    await stopNow(world.drainer, world.clock);
    events.push(...(await publish(1)));
    const next = createDrainer(world, { send });
    await next.start();
    await next.whenQuiet();
    expect(sent).toHaveLength(1);
    world.clock.advance(30_000);
    await next.whenQuiet();
    expect(withoutRepeats()).toEqual(events);
    await stopNow(next, world.clock);
  });
});
