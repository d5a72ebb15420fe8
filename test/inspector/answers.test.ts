import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createInspectorTest, type InspectorTest } from './support/inspector-test.ts';

let it: InspectorTest;
beforeEach(async () => {
  it = await createInspectorTest(500);
});
afterEach(() => it.close());

/** One delivery to an inspector that answers as told. */
const deliverTo = async (answer: object, policy = 'track360') => {
  const inspector = await it.inspector({ answer });
  await it.endpoint(inspector.url, { retry_policy: policy });
  await it.deliver();
  return inspector;
};

const delivery = async () => {
  const [first] = await it.deliveries();
  if (!first) throw new Error('a delivery');
  return first;
};

/** Lets time pass until what is under way has ended. */
const whileTimePasses = async <T>(under: Promise<T>, stepMs: number): Promise<T> => {
  let ended = false;
  const watched = under.finally(() => {
    ended = true;
  });
  while (!ended) {
    it.clock.advance(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return watched;
};

describe('what our own sender makes of an inspector that', () => {
  test('answers 500: it tries again', async () => {
    await deliverTo({ status: 500, body: 'out of order' });
    expect(await delivery()).toMatchObject({
      state: 'pending',
      attempts: [{ status: 500, response_excerpt: 'out of order' }],
      next_attempt_at: '2026-05-15T12:00:30.000Z',
    });
  });

  test('answers 429 with Retry-After: it waits as long', async () => {
    await deliverTo({ status: 429, headers: { 'Retry-After': '90' } });
    expect(await delivery()).toMatchObject({
      state: 'pending',
      attempts: [{ status: 429 }],
      next_attempt_at: '2026-05-15T12:01:30.000Z',
    });
  });

  test('answers 500, 500 and 200 in turn: it delivers at the third attempt', async () => {
    const inspector = await deliverTo({ sequence: [500, 500, 200] });
    await it.drainAfter(30_000);
    await it.drainAfter(120_000);
    expect(await delivery()).toMatchObject({
      state: 'delivered',
      attempts: [{ status: 500 }, { status: 500 }, { status: 200 }],
    });
    const recorded = await it.recorded(inspector.id);
    expect(recorded.map(({ answered_status: status }) => status)).toEqual([500, 500, 200]);
    expect(recorded.map(({ verification }) => verification.event.attempt)).toEqual([1, 2, 3]);
    expect(recorded.map(({ verification }) => verification.duplicate_of)).toEqual([
      null,
      recorded[0]?.id ?? '',
      recorded[0]?.id ?? '',
    ]);
  });

  test('is slow: it waits for the answer', async () => {
    await whileTimePasses(deliverTo({ delay_ms: 400 }), 50);
    const { state, attempts } = await delivery();
    expect(state).toBe('delivered');
    expect((attempts[0] as { duration_ms?: number } | undefined)?.duration_ms).toBeGreaterThanOrEqual(400);
  });

  test('never answers: it gives up at its time limit', async () => {
    const inspector = await deliverTo({ never: true });
    expect(await delivery()).toMatchObject({
      state: 'pending',
      attempts: [{ status: null, error: 'timeout' }],
    });
    expect((await it.recorded(inspector.id)).map(({ answered_status: status }) => status)).toEqual([null]);
  });

  test('drips its body: it gives up at its time limit, and knows the status', async () => {
    await deliverTo({ drip: true });
    expect(await delivery()).toMatchObject({
      state: 'pending',
      attempts: [{ status: 200, error: 'timeout' }],
    });
  });

  test('sends a gibibyte: it reads the beginning, and the 200 counts', async () => {
    await deliverTo({ body_bytes: 1_024 ** 3 });
    const { state, attempts } = await delivery();
    expect(state).toBe('delivered');
    expect(attempts[0]?.response_excerpt).toBe('a'.repeat(8_192));
  });

  test('redirects: it does not follow', async () => {
    const inspector = await deliverTo({ status: 307, headers: { location: 'https://example.invalid/' } });
    expect(await delivery()).toMatchObject({ state: 'pending', attempts: [{ status: 307 }] });
    expect(await it.recorded(inspector.id)).toHaveLength(1);
  });
});

describe('whoever asks', () => {
  test('gets the text whole and the filler to its last byte', async () => {
    const text = await it.inspector({ answer: { status: 202, body: 'grün' } });
    const answer = await fetch(text.url);
    expect([answer.status, await answer.text()]).toEqual([202, 'grün']);
    const small = await it.inspector({ answer: { body_bytes: 65_536 } });
    const whole = await fetch(small.url);
    expect(whole.headers.get('content-length')).toBe('65536');
    const large = await it.inspector({ answer: { body_bytes: 3 * 1_024 * 1_024 + 17 } });
    const streamed = await whileTimePasses(
      fetch(large.url).then((response) => response.text()),
      10,
    );
    expect(streamed).toBe('a'.repeat(3 * 1_024 * 1_024 + 17));
  });

  test('gets filler at a pace that is shared by all who get some', async () => {
    const { url } = await it.inspector({ answer: { body_bytes: 1_024 ** 3 } });
    const client = new AbortController();
    let bytes = 0;
    const read = async () => {
      const { body } = await fetch(url, { signal: client.signal });
      for await (const chunk of body ?? []) bytes += chunk.length;
    };
    const reading = Array.from({ length: 4 }, () => read().catch(() => undefined));
    for (let pauses = 0; pauses < 16; pauses += 1) {
      for (let before = -1; before < bytes; ) {
        before = bytes;
        await Bun.sleep(10);
      }
      it.clock.advance(25);
    }
    client.abort();
    await Promise.all(reading);
    expect(bytes).toBeGreaterThan(4 * 1_024 ** 2);
    expect(bytes).toBeLessThan(16 * 1_024 ** 2);
  });

  test('gets one byte of a dripping text each second', async () => {
    const { url } = await it.inspector({ answer: { drip: true, body: 'abc' } });
    const reader = (await fetch(url)).body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toBe('a');
    for (const letter of ['b', 'c']) expect(await whileTimePasses(next(), 100)).toBe(letter);
    expect((await whileTimePasses(Promise.resolve(reader?.read()), 100))?.done).toBe(true);
  });

  test.each([[204], [304]])('gets no body with a %i, even if there is one', async (status) => {
    const { url } = await it.inspector({ answer: { status, body: 'x', drip: true } });
    const answer = await fetch(url, { redirect: 'manual' });
    expect([answer.status, await answer.text()]).toEqual([status, '']);
  });

  test('gets nothing for a minute, then is told so', async () => {
    const { url } = await it.inspector({ answer: { never: true } });
    const answer = await whileTimePasses(fetch(url), 1_000);
    expect(answer.status).toBe(504);
  });

  test('finds the new answer after a change, at its first turn', async () => {
    const inspector = await it.inspector({ answer: { sequence: [500, 501] } });
    const statuses = async (count: number) => {
      const seen: number[] = [];
      for (let at = 0; at < count; at += 1) seen.push((await fetch(inspector.url)).status);
      return seen;
    };
    expect(await statuses(3)).toEqual([500, 501, 501]);
    await it.call('PATCH', `/api/v1/inspectors/${inspector.id}`, { body: { name: 'Renamed' } });
    expect(await statuses(1)).toEqual([501]);
    await it.call('PATCH', `/api/v1/inspectors/${inspector.id}`, {
      body: { answer: { sequence: [502, 503] } },
    });
    expect(await statuses(3)).toEqual([502, 503, 503]);
    await it.call('DELETE', `/api/v1/inspectors/${inspector.id}/requests`);
    expect(await statuses(1)).toEqual([502]);
  });

  test('is answered under the id of what was recorded, as plain text that a browser leaves alone', async () => {
    const inspector = await it.inspector({
      answer: { body: '<script>alert(1)</script>', headers: { 'webhook-delivery': 'disable' } },
    });
    const { headers } = await fetch(inspector.url, { method: 'POST', body: '<b>' });
    const [request] = await it.recorded(inspector.id);
    expect(headers.get('x-request-id')).toBe(request?.id ?? '');
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('webhook-delivery')).toBe('disable');
    expect(headers.get('set-cookie')).toBeNull();
  });
});
