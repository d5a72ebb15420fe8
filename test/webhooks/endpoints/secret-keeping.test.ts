import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type App, createApp } from '../../../src/app.ts';
import { hourMs, systemClock } from '../../../src/core/clock.ts';
import { systemRandom } from '../../../src/core/ids.ts';
import { jobs } from '../../../src/jobs.ts';
import { testOrigin } from '../../support/app.ts';
import type { AnswerBody } from '../../support/call.ts';
import { libraryAccepts } from '../support/verifiers.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
let path: string;
let older: string;

beforeEach(async () => {
  world = await createWebhookTest();
  world.clock.set(systemClock.now());
  const endpoint = await world.subscribe();
  path = `/api/v1/webhook-endpoints/${endpoint.id}`;
  older = String(endpoint.secret);
});
afterEach(() => world.close());

const rotate = async (graceSeconds: number): Promise<string> => {
  const body = { grace_seconds: graceSeconds };
  const answer = await world.call<AnswerBody & { secret: string }>('POST', `${path}/secret-rotation`, {
    body,
  });
  return answer.body.secret;
};

const row = () => world.app.read.selectFrom('webhook_endpoints').selectAll().executeTakeFirstOrThrow();

/** @returns how many units of work the job has opened */
const runJob = async (): Promise<number> => {
  let units = 0;
  const transact: App['transact'] = (origin, unit) => {
    units += 1;
    return world.app.transact(origin, unit);
  };
  await jobs.find(({ name }) => name === 'expired_secrets')?.run({ ...world.app, transact });
  return units;
};

describe('a previous secret that has expired', () => {
  test('is forgotten by a job, and by nothing before', async () => {
    await rotate(60);
    world.clock.advance(59_999);
    expect(await runJob()).toBe(0);
    expect((await row()).previous_secret_sealed).not.toBeNull();
    world.clock.advance(1);
    expect(await runJob()).toBe(1);
    expect(await row()).toMatchObject({
      previous_secret_sealed: null,
      previous_secret_expires_at: null,
      cut_over_at: null,
      row_version: 2,
    });
    expect((await world.call('GET', path)).body.secret_rotation).toBeNull();
    expect(await runJob()).toBe(0);
  });

  test('is forgotten for many endpoints, however many', async () => {
    const [endpoint] = await world.app.read.selectFrom('webhook_endpoints').selectAll().execute();
    if (!endpoint) throw new Error('no endpoint');
    const { seq: _, ...columns } = endpoint;
    const expired = {
      ...columns,
      previous_secret_sealed: 'v1.x.y.z',
      previous_secret_expires_at: world.clock.now(),
    };
    await world.app.transact(
      { actor: { kind: 'system', id: 'test' }, requestId: 'req_t' },
      async ({ tx, ids }) => {
        for (let count = 0; count < 250; count += 1) {
          await tx
            .insertInto('webhook_endpoints')
            .values({ ...expired, id: ids.mint('whe') })
            .execute();
        }
      },
    );
    expect(await runJob()).toBe(2);
    expect(await runJob()).toBe(0);
  });

  test('is looked for in an index that holds nothing else', async () => {
    const plan = await sql<{ detail: string }>`explain query plan select id from webhook_endpoints
      where previous_secret_expires_at <= 1 order by previous_secret_expires_at limit 1`.execute(
      world.app.read,
    );
    expect(plan.rows.map(({ detail }) => detail)).toEqual([
      'SEARCH webhook_endpoints USING INDEX webhook_endpoints_rotating (previous_secret_expires_at<?)',
    ]);
  });

  test('goes with its endpoint', async () => {
    await rotate(60);
    await world.call('DELETE', path);
    expect(await row()).toMatchObject({
      secret_sealed: '',
      previous_secret_sealed: null,
      previous_secret_expires_at: null,
    });
  });

  test('leaves open which secret a list was accepted with', async () => {
    await world.call('PATCH', path, { body: { format: 'standard' } });
    await rotate(60);
    await world.publish();
    await world.drain();
    expect((await row()).last_verified_key).toBe('both');
    world.clock.advance(60_000);
    await runJob();
    expect((await row()).last_verified_key).toBeNull();
  });
});

/** The application as the next process has it: on the same files, with nothing in memory. */
const reopen = (): Promise<App> =>
  createApp(world.app.config, {
    clock: world.clock,
    timers: world.clock.timers,
    random: systemRandom,
    log: world.app.log,
    lookup: async () => [],
    onFatal: (error) => world.app.log.error('fatal', { error: String(error) }),
    checkEvents: true,
  });

describe('a process that starts in the middle of a rotation', () => {
  const sentByNext = async () => {
    await world.drainer.stop(0);
    await world.publish();
    const next = await reopen();
    await next.drainer.start();
    await next.drainer.whenQuiet();
    await next.close();
    const request = world.receiver.requests.at(-1);
    if (!request) throw new Error('nothing was sent');
    return request;
  };

  test('signs with both secrets, and with one after its end', async () => {
    const newer = await rotate(60);
    const during = await sentByNext();
    expect([libraryAccepts(during, older), libraryAccepts(during, newer)]).toEqual([true, true]);
    world.clock.advance(60_000);
    const after = await sentByNext();
    expect([libraryAccepts(after, older), libraryAccepts(after, newer)]).toEqual([false, true]);
  });
});

test('no secret is anywhere in clear: not in the files, the logs, the events or the log of deliveries', async () => {
  const secrets = [older, await rotate(3_600)];
  for (const status of [200, 500]) {
    world.receiver.answer(() => new Response('no', { status }));
    await world.publish();
    await world.drain();
    await world.call('POST', `${path}/test`);
  }
  await world.call('POST', `${path}/secret-cutover`);
  await world.drainAfter(hourMs);
  await runJob();
  secrets.push(await rotate(0));
  const { dataDir } = world.app.config;
  const files = readdirSync(dataDir).filter((name) => name.startsWith('tributary.db'));
  expect(files.length).toBeGreaterThan(0);
  const stored = files.map((name) => readFileSync(join(dataDir, name)));
  const list = await world.call('GET', '/api/v1/deliveries?limit=200');
  const events = await world.call('GET', '/api/v1/events?limit=200');
  const said = JSON.stringify([world.logged, list.body, events.body, (await world.call('GET', path)).body]);
  for (const secret of secrets) {
    const base64 = secret.slice('whsec_'.length);
    for (const clear of [Buffer.from(base64), Buffer.from(base64, 'base64')]) {
      for (const bytes of stored) expect(bytes.includes(clear)).toBe(false);
    }
    expect(said).not.toContain(base64);
  }
  // What it looked for would have been found.
  expect(stored.some((bytes) => bytes.includes('commission.created'))).toBe(true);
});

test('a sealed secret that somebody puts in the place of a custom header is sent to nobody', async () => {
  await world.call('PATCH', path, { body: { headers: { 'X-Key': 'k' } } });
  const { secret_sealed } = await row();
  await world.app.transact(testOrigin, ({ tx }) =>
    tx
      .updateTable('webhook_endpoints')
      .set({ headers_json: JSON.stringify({ 'X-Key': secret_sealed }) })
      .execute(),
  );
  expect((await world.call('POST', `${path}/test`)).status).toBe(409);
  expect(world.receiver.requests).toEqual([]);
});
