import { describe, expect, test } from 'bun:test';
import { defaultMaxConcurrent } from '../../src/outbound/guarded-fetch.ts';
import type { OutboundResult } from '../../src/outbound/outbound.ts';
import { createSlots } from '../../src/outbound/slots.ts';
import { answering, startReceiver } from './receiver.ts';
import { createGuarded, post, recorded } from './sending.ts';

/** Says that it closes: a connection that just ends might be in use again when its end arrives. */
const okAndClose = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok';

describe('the caller', () => {
  test("can stop a request that is under way: our fault, not the receiver's", async () => {
    const controller = new AbortController();
    await using receiver = await startReceiver(() => controller.abort());
    const result = await createGuarded().send(
      post(`http://127.0.0.1:${receiver.port}/`, { signal: controller.signal }),
    );
    expect(result).toMatchObject({ kind: 'failed', error: 'aborted', fault: 'ours' });
    await receiver.firstClosed;
  });

  test('can stop a request whose body is being read', async () => {
    const controller = new AbortController();
    await using receiver = await startReceiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nsome', () => setImmediate(() => controller.abort()));
    });
    const result = await createGuarded().send(
      post(`http://127.0.0.1:${receiver.port}/`, { signal: controller.signal }),
    );
    expect(result).toMatchObject({ error: 'aborted', fault: 'ours' });
  });

  test('can stop a request whose name is being looked up, and one that has not begun', async () => {
    const controller = new AbortController();
    const { dialled, fetch } = recorded();
    const lookup = () => {
      controller.abort();
      return new Promise<string[]>(() => {});
    };
    const guarded = createGuarded({ lookup, fetch });
    const request = post('http://a.example.test/', { signal: controller.signal });
    expect(await guarded.send(request)).toMatchObject({ error: 'aborted', fault: 'ours' });
    expect(await guarded.send({ ...request, url: 'http://127.0.0.1/' })).toMatchObject({ error: 'aborted' });
    expect(dialled.length).toBe(0);
  });
});

describe('the deadline', () => {
  test("covers a lookup that never answers: the fault is not the receiver's", async () => {
    const { dialled, fetch } = recorded();
    const guarded = createGuarded({ lookup: () => new Promise<string[]>(() => {}), fetch });
    const result = await guarded.send(post('http://a.example.test/', { timeoutMs: 20 }));
    expect(result).toMatchObject({ error: 'dns_unavailable', fault: 'ours' });
    expect(dialled).toEqual([]);
  });

  test('does not run while a request waits for its turn', async () => {
    const first = Promise.withResolvers<Response>();
    const started: string[] = [];
    const fetch = (url: string) => {
      started.push(url);
      return started.length === 1 ? first.promise : Promise.resolve(new Response('ok'));
    };
    const guarded = createGuarded({ fetch, maxConcurrent: 1 });
    const one = guarded.send(post('http://127.0.0.1/one'));
    const two = guarded.send(post('http://127.0.0.1/two', { timeoutMs: 1 }));
    await Bun.sleep(20);
    expect(started).toEqual(['http://127.0.0.1/one']);
    first.resolve(new Response('ok'));
    expect([await one, await two].map((result) => result.kind)).toEqual(['answered', 'answered']);
  });
});

describe('requests at once', () => {
  test('stay below the number at which Bun would queue them', async () => {
    expect(defaultMaxConcurrent).toBeLessThan(256);
    const finish: (() => void)[] = [];
    const fetch = () => new Promise<Response>((resolve) => finish.push(() => resolve(new Response('ok'))));
    const guarded = createGuarded({ fetch });
    const sent: Promise<OutboundResult>[] = [];
    for (let index = 0; index < 1_000; index += 1) sent.push(guarded.send(post('http://127.0.0.1/')));
    expect(finish.length).toBe(defaultMaxConcurrent);
    for (let index = 0; index < 1_000; index += 1) {
      await Promise.resolve();
      while (finish.length === 0) await Promise.resolve();
      finish.shift()?.();
      expect(finish.length).toBeLessThanOrEqual(defaultMaxConcurrent);
    }
    expect((await Promise.all(sent)).every((result) => result.kind === 'answered')).toBe(true);
  });

  test('give their place back when they fail', async () => {
    const { fetch } = recorded(() => new Error('anything'));
    const guarded = createGuarded({ fetch, maxConcurrent: 2 });
    for (let index = 0; index < 10; index += 1) {
      expect(await guarded.send(post('http://127.0.0.1/'))).toMatchObject({
        kind: 'failed',
        error: 'connection_failed',
      });
      expect(await guarded.send(post('nonsense'))).toMatchObject({ error: 'refused_by_policy' });
    }
  });

  test('really run side by side', async () => {
    await using receiver = await startReceiver(answering(okAndClose));
    const guarded = createGuarded();
    const results = await Promise.all(
      Array.from({ length: 300 }, () => guarded.send(post(`http://127.0.0.1:${receiver.port}/`))),
    );
    expect(results.filter((result) => result.kind === 'answered').length).toBe(300);
  });
});

describe('places', () => {
  test('are given in the order of asking, and one who gave up is passed over', async () => {
    const slots = createSlots(1);
    const order: string[] = [];
    const controller = new AbortController();
    expect(slots.tryTake()).toBe(true);
    const waiting = [
      slots.take().then((taken) => order.push(`first ${taken}`)),
      slots.take(controller.signal).then((taken) => order.push(`second ${taken}`)),
      slots.take().then((taken) => order.push(`third ${taken}`)),
    ];
    controller.abort();
    slots.release();
    slots.release();
    await Promise.all(waiting);
    expect(order.toSorted()).toEqual(['first true', 'second false', 'third true']);
    expect(slots.tryTake()).toBe(false);
    slots.release();
    expect(slots.tryTake()).toBe(true);
  });
});
