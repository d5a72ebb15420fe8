import { afterEach, describe, expect, test } from 'bun:test';
import type { Server } from 'bun';
import { generateLoad } from '../../bench/load/generate-load.ts';
import type { LoadPlan } from '../../bench/load/load-plan.ts';
import { requestTemplate } from '../../bench/load/request-template.ts';

let server: Server<undefined> | undefined;

afterEach(async () => {
  await server?.stop(true);
});

const serve = (fetch: (request: Request) => Response | Promise<Response>): Server<undefined> => {
  server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch });
  return server;
};

const order = requestTemplate({
  method: 'POST',
  path: '/orders/<order>',
  headers: { 'Idempotency-Key': 'key-<order>' },
  body: { order_id: '<order>', customer: 'customer-<customer>' },
  slots: { order: { width: 6, modulo: 1_000_000 }, customer: { width: 3, first: 100, modulo: 7 } },
});

const plan = (changes: Partial<LoadPlan> = {}): LoadPlan => ({
  hostname: '127.0.0.1',
  port: server?.port ?? 0,
  template: order,
  firstCounter: 0,
  connections: 8,
  warmUpMs: 0,
  measuredMs: 20_000,
  maximumRequests: 300,
  expectedStatus: 201,
  ...changes,
});

interface Received {
  path: string;
  key: string | null;
  body: { order_id: string; customer: string };
}

describe('load', () => {
  test('sends every number once, and counts as many answers as the server gave', async () => {
    const received: Received[] = [];
    serve(async (request) => {
      const body = (await request.json()) as Received['body'];
      received.push({
        path: new URL(request.url).pathname,
        key: request.headers.get('idempotency-key'),
        body,
      });
      return Response.json(body, { status: 201 });
    });
    const report = await generateLoad(plan({ firstCounter: 40 }));
    expect(report).toMatchObject({ answered: 300, measured: 300, unexpected: {}, nextCounter: 340 });
    const orders = received.map(({ body }) => Number(body.order_id)).sort((a, b) => a - b);
    expect(orders).toEqual(Array.from({ length: 300 }, (_, index) => index + 40));
    for (const { path, key, body } of received) {
      expect(path).toBe(`/orders/${body.order_id}`);
      expect(key).toBe(`key-${body.order_id}`);
      expect(body.customer).toBe(`customer-${100 + (Number(body.order_id) % 7)}`);
    }
  });

  test('counts an answer with another status as an error, not as an answer', async () => {
    let asked = 0;
    serve(() => {
      asked += 1;
      return new Response('busy', { status: asked % 3 === 0 ? 503 : 201 });
    });
    const report = await generateLoad(plan());
    expect(report).toMatchObject({ answered: 200, unexpected: { 503: 100 } });
  });

  test('uses one connection for one request after the other', async () => {
    const ports = new Set<number | undefined>();
    const running = serve((request) => {
      ports.add(running.requestIP(request)?.port);
      return new Response(null, { status: 201 });
    });
    await generateLoad(plan({ connections: 3 }));
    expect(ports.size).toBe(3);
  });

  test('reads an answer that comes in many pieces', async () => {
    const body = 'x'.repeat(400_000);
    serve(() => new Response(body, { status: 201 }));
    expect(await generateLoad(plan({ maximumRequests: 40 }))).toMatchObject({ answered: 40, unexpected: {} });
  });

  test('waits until a request is due when the plan says how many come a second', async () => {
    const arrivedAtMs: number[] = [];
    serve(() => {
      arrivedAtMs.push(performance.now());
      return new Response(null, { status: 201 });
    });
    const startedAtMs = performance.now();
    const report = await generateLoad(plan({ perSecond: 400, maximumRequests: 40 }));
    expect(report.answered).toBe(40);
    const early = arrivedAtMs.filter((atMs, index) => atMs - startedAtMs < (index + 1) * 2.5 - 1);
    expect(early).toEqual([]);
  });

  test('is refused when nobody listens', async () => {
    await serve(() => new Response()).stop(true);
    await expect(generateLoad(plan())).rejects.toThrow();
  });

  test('is refused when the server hangs up', async () => {
    serve(() => new Response(null, { status: 201, headers: { connection: 'close' } }));
    await expect(generateLoad(plan({ connections: 1 }))).rejects.toThrow('closed');
  });
});

describe('a request to send again and again', () => {
  test('says how long its body is once the digits stand in it', () => {
    const [head = '', body = ''] = order.text.split('\r\n\r\n');
    expect(head).toContain(`Content-Length: ${body.length}\r\n`.trimEnd());
    expect(JSON.parse(body)).toEqual({ order_id: '000000', customer: 'customer-000' });
  });

  test('is refused with other characters than ASCII, because it is counted in bytes', () => {
    expect(() => requestTemplate({ method: 'POST', path: '/', body: { name: 'Zoë' } })).toThrow('ASCII');
  });
});
