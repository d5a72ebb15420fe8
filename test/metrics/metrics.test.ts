import { afterEach, describe, expect, test } from 'bun:test';
import type { Config } from '../../src/config.ts';
import { counter, writeExposition } from '../../src/metrics/exposition.ts';
import { createWebhookTest, type WebhookTest } from '../webhooks/support/webhook-test.ts';
import { type ParsedFamily, parseExposition } from './parse-exposition.ts';

const token = 'a-token-for-the-scraper';

let world: WebhookTest;

afterEach(() => world.close());

const start = async (config: Partial<Config> = { metricsToken: token }): Promise<void> => {
  world = await createWebhookTest(undefined, config);
};

const scrape = (authorization: string | null = `Bearer ${token}`) =>
  world.call<string>('GET', '/metrics', {
    key: null,
    headers: authorization === null ? {} : { authorization },
  });

const families = async (): Promise<ReadonlyMap<string, ParsedFamily>> => {
  const { status, body } = await scrape();
  expect(status).toBe(200);
  return new Map(parseExposition(body).map((family) => [family.name, family]));
};

const valuesOf = async (name: string): Promise<Record<string, number>> => {
  const family = (await families()).get(`tributary_${name}`);
  return Object.fromEntries(
    (family?.samples ?? []).map(({ labels, value }) => [Object.values(labels).join(' '), value]),
  );
};

describe('/metrics', () => {
  test('does not exist unless a token is set', async () => {
    await start({});
    const unknown = await world.call('GET', '/nothing-here', { key: null });
    const answer = await scrape();
    expect(answer.status).toBe(404);
    // As any other unknown address, so that nobody learns what could be there.
    expect(answer.body).toMatchObject({
      code: 'not_found',
      detail: (unknown.body as { detail: string }).detail,
    });
  });

  test('answers with a request id and the security headers, like everything else', async () => {
    await start();
    for (const authorization of [null, `Bearer ${token}`]) {
      const { headers } = await scrape(authorization);
      expect(headers.get('x-request-id')).toStartWith('req_');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  test.each([null, 'Bearer ', `Bearer ${token}x`, `Bearer ${token.slice(1)}`, token, `Basic ${token}`])(
    'refuses %p',
    async (authorization) => {
      await start();
      const answer = await scrape(authorization);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer realm="metrics"',
      ]);
      expect(answer.body).not.toContain('tributary_');
    },
  );

  test('is the text format that its content type says, with names in base units', async () => {
    await start();
    await world.app.samples.take();
    const answer = await scrape();
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const parsed = parseExposition(answer.body);
    expect(parsed.length).toBeGreaterThan(20);
    for (const { name, type, help, samples } of parsed) {
      expect(name).toStartWith('tributary_');
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(name).not.toMatch(/_(ms|milliseconds|kilobytes|count)$/);
      expect(help).toEndWith('.');
      expect(samples.length).toBeGreaterThan(0);
    }
  });

  test('counts attempts by what became of them, and how long they took', async () => {
    await start();
    await world.subscribe();
    for (const status of [200, 204, 302, 404, 429, 500]) {
      world.receiver.answer(() => new Response(null, { status }));
      await world.publish();
      await world.drain();
    }
    const attempts = await valuesOf('webhook_attempts_total');
    expect(attempts).toMatchObject({
      '2xx': 2,
      '3xx': 1,
      '4xx': 1,
      '429': 1,
      '5xx': 1,
      timeout: 0,
      own_fault: 0,
    });
    const durations = (await families()).get('tributary_webhook_attempt_duration_seconds')?.samples ?? [];
    const buckets = durations.filter(({ name }) => name.endsWith('_bucket'));
    const values = buckets.map(({ value }) => value);
    expect(values).toEqual([...values].sort((left, right) => left - right));
    expect(buckets.map(({ labels }) => labels.le).slice(0, 2)).toEqual(['0.005', '0.01']);
    expect(buckets.at(-1)?.labels.le).toBe('+Inf');
    const all = Object.values(attempts).reduce((sum, count) => sum + count, 0);
    expect(durations.find(({ name }) => name.endsWith('_count'))?.value).toBe(all);
    expect(buckets.at(-1)?.value).toBe(all);
    expect(await valuesOf('webhook_delivery_moves_total')).toMatchObject({ delivered: 2, rejected: 1 });
    expect((await valuesOf('webhook_claims_total'))['']).toBe(all);
  });

  test('tells what waits, as a job has counted it', async () => {
    await start();
    expect((await families()).has('tributary_webhook_backlog_deliveries')).toBe(false);
    await world.subscribe();
    world.receiver.answer(() => new Response(null, { status: 500 }));
    await world.publish();
    await world.drain();
    world.clock.advance(7_000);
    await world.app.samples.take();
    expect(await valuesOf('webhook_backlog_deliveries')).toEqual({ pending: 1, sending: 0, held: 0 });
    expect(await valuesOf('webhook_oldest_pending_age_seconds')).toEqual({ '': 7 });
    expect((await valuesOf('events_recorded_total'))['']).toBeGreaterThan(0);
    expect((await valuesOf('database_size_bytes'))['']).toBeGreaterThan(4_096);
  });

  test('tells of the process, its units of work and the requests it answered', async () => {
    await start();
    await world.build.program();
    await world.call('GET', '/api/v1/programs');
    await world.call('GET', '/api/v1/programs', { key: 'no such key' });
    expect(await valuesOf('http_requests_total')).toMatchObject({
      'api 2xx': 2,
      'api 4xx': 1,
      'track 2xx': 0,
    });
    const [batches, units] = [
      await valuesOf('database_batches_total'),
      await valuesOf('database_units_total'),
    ];
    expect(batches['']).toBeGreaterThan(0);
    expect(units['']).toBeGreaterThanOrEqual(batches[''] ?? 0);
    expect((await valuesOf('database_syncs_total'))['']).toBeGreaterThan(0);
    expect(await valuesOf('webhook_drainer_alive')).toEqual({ '': 1 });
    expect(await valuesOf('webhook_requests_in_flight')).toEqual({ fast: 0, slow: 0 });
    expect((await valuesOf('process_resident_memory_bytes'))['']).toBeGreaterThan(10_000_000);
    expect((await valuesOf('process_start_time_seconds'))['']).toBe(
      Date.parse('2026-05-15T12:00:00Z') / 1_000,
    );
  });
});

test('what stands in a label or a help text cannot end it', async () => {
  await start();
  const odd = {
    ...counter('odd_total', 'One\\two\nthree.', 1),
    samples: [{ labels: { l: 'a"b\\c\nd' }, value: 1 }],
  };
  const [family] = parseExposition(writeExposition([odd]));
  expect([family?.help, family?.samples[0]?.labels.l]).toEqual(['One\\\\two\\nthree.', 'a\\"b\\\\c\\nd']);
});
