import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { hourMs, minuteMs, secondMs } from '../../../src/core/clock.ts';
import { CustomRetry, longestTimeoutSeconds } from '../../../src/webhooks/retries/custom-rules.ts';
import { policyDescriptions } from '../../../src/webhooks/retries/policy-description.ts';
import { retryPolicyNames, retryPolicyOf } from '../../../src/webhooks/retries/retry-policies.ts';
import { judgeAttempt, type RetryPolicy } from '../../../src/webhooks/retries/retry-policy.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

const now = Date.parse('2026-05-15T12:00:00.000Z');
const custom = { delays_seconds: [1, 60, 86_400] };
const policies = retryPolicyNames.map((name): [string, RetryPolicy] => [name, retryPolicyOf(name, custom)]);

const judge = (policy: RetryPolicy, status: number, retryAfter?: string, retryCount = 0) =>
  judgeAttempt(
    policy,
    { attemptCount: retryCount, retryCount, pendingSince: now },
    { kind: 'answered', status, retryAfter },
    now,
    () => 0,
  );

describe('every policy', () => {
  test.each(policies)('%s only ever delays a retry, by at most 10 % and 15 minutes', (_name, policy) => {
    const chance = fc.double({ min: 0, max: 0.999999, noNaN: true });
    fc.assert(
      fc.property(chance, fc.nat(30), (random, retryCount) => {
        const delayMs = policy.delayMs(retryCount);
        const history = { attemptCount: retryCount, retryCount, pendingSince: now };
        const lost = { kind: 'failed', fault: 'theirs' } as const;
        const verdict = judgeAttempt(policy, history, lost, now, () => random);
        if (delayMs === undefined) return expect(verdict).toEqual({ to: 'exhausted' });
        const lateMs = 'at' in verdict ? verdict.at - now - delayMs : -1;
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThanOrEqual(Math.min(delayMs * 0.1, 15 * minuteMs));
      }),
    );
  });

  test.each(policies)('%s takes any 2xx as delivered, and nothing else', (_name, policy) => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 999 }), (status) => {
        expect(judge(policy, status).to === 'delivered').toBe(status < 300);
      }),
    );
  });

  test.each(policies)('%s ends a request before stopping could take its claim for lost', (_name, policy) => {
    expect(policy.timeoutMs).toBeLessThanOrEqual(longestTimeoutSeconds * secondMs);
  });
});

describe('what is final', () => {
  test('is nothing under standard and persistent, which disable the endpoint after a 410', () => {
    for (const name of ['standard', 'persistent'] as const) {
      for (const status of [300, 400, 401, 404, 408, 422, 429, 499, 500, 599, 600]) {
        expect(judge(retryPolicyOf(name), status)).toMatchObject({ to: 'pending', retriesUsed: 1 });
      }
      expect(judge(retryPolicyOf(name), 410, undefined, 9)).toMatchObject({ to: 'pending', gone: true });
    }
  });

  test('is a 410 like any other 4xx under track360, and nothing under manual', () => {
    expect(judge(retryPolicyOf('track360'), 410)).toEqual({ to: 'rejected' });
    expect(judge(retryPolicyOf('manual'), 410)).toEqual({ to: 'exhausted' });
  });

  test('is up to the endpoint under custom: waiting goes before refusing, and gone before both', () => {
    const rules = { ...custom, final_statuses: ['4xx' as const, 503] };
    const own = retryPolicyOf('custom', rules);
    expect(judge(own, 404)).toEqual({ to: 'rejected' });
    expect(judge(own, 429, '5')).toMatchObject({ to: 'pending', retriesUsed: 0, at: now + 5_000 });
    expect(judge(own, 429)).toMatchObject({ to: 'pending', retriesUsed: 1 });
    expect(judge(own, 410)).toMatchObject({ gone: true });
    expect(judge(retryPolicyOf('custom', { ...rules, disable_on_410: false }), 410).to).toBe('rejected');
    const unkind = retryPolicyOf('custom', { ...rules, retry_after_statuses: [] });
    expect(judge(unkind, 503, '5')).toEqual({ to: 'rejected' });
  });
});

describe('what is said of the policies', () => {
  let world: WebhookTest;
  beforeEach(async () => {
    world = await createWebhookTest({});
  });
  afterEach(() => world.close());

  test('is what the engine does: the delays that are printed are those it obeys', async () => {
    const { body } = await world.call('GET', '/api/v1/webhooks/retry-policies');
    expect(body.data.map(({ name }) => name)).toEqual([...retryPolicyNames]);
    for (const { name, rules } of body.data as unknown as { name: 'standard'; rules: Rules | null }[]) {
      if (!rules) continue;
      const policy = retryPolicyOf(name);
      for (const [index, seconds] of rules.delays_seconds.entries()) {
        expect(policy.delayMs(index)).toBe(seconds * secondMs);
      }
      const after = policy.delayMs(rules.delays_seconds.length);
      expect(after).toBe(rules.repeats_last_delay ? hourMs : undefined);
      expect(policy.timeoutMs).toBe(rules.timeout_seconds * secondMs);
    }
  });

  test('is plain words', () => {
    const said = Object.fromEntries(policyDescriptions.map(({ name, summary }) => [name, summary]));
    expect(said).toEqual({
      track360: 'Tried again 30 seconds, 2 minutes, 10 minutes, 1 hour and 4 hours after a failure.',
      standard:
        'Tried again 5 seconds, 5 minutes, 30 minutes, 2 hours, 5 hours, 10 hours, 14 hours, 20 hours and 24 hours after a failure.',
      persistent: 'Tried again 5 minutes and 15 minutes after a failure, then every hour until delivered.',
      manual: 'Never tried again by itself; a person can.',
      custom: 'Tried again after delays of your own, up to 20 of them.',
    });
    expect(policyDescriptions[0]?.sentences.slice(0, 2)).toEqual([
      '429 waits for Retry-After, and so does the whole endpoint.',
      'Any other 4xx is final.',
    ]);
  });

  test('is refused where it is out of bounds, naming the field', async () => {
    const refused = async (fields: Record<string, unknown>) => {
      const body = { name: 'CRM', url: world.receiver.url, event_types: ['*'], ...fields };
      const answer = await world.call('POST', '/api/v1/webhook-endpoints', { body });
      expect(answer.status).toBe(422);
      return (answer.body.errors as unknown as { path: string }[]).map(({ path }) => path);
    };
    const retryOf = (retry: object) => ({ retry_policy: 'custom', settings: { retry } });
    expect(await refused({ retry_policy: 'custom' })).toEqual(['settings.retry']);
    expect(await refused(retryOf({}))).toEqual(['settings.retry.delays_seconds']);
    expect(await refused(retryOf({ delays_seconds: [0] }))).toEqual(['settings.retry.delays_seconds[0]']);
    expect(await refused(retryOf({ delays_seconds: [5, 86_401] }))).toEqual([
      'settings.retry.delays_seconds[1]',
    ]);
    expect(await refused(retryOf({ delays_seconds: Array(21).fill(1) }))).toEqual([
      'settings.retry.delays_seconds',
    ]);
    expect(await refused(retryOf({ ...custom, timeout_seconds: 31 }))).toEqual([
      'settings.retry.timeout_seconds',
    ]);
    expect(await refused(retryOf({ ...custom, final_statuses: [200] }))).toEqual([
      'settings.retry.final_statuses[0]',
    ]);
    expect(await refused({ settings: { max_age_seconds: 59 } })).toEqual(['settings.max_age_seconds']);
    expect(await refused({ settings: { max_age_seconds: 31_536_001 } })).toEqual([
      'settings.max_age_seconds',
    ]);
  });

  test('is kept for later by an endpoint with another policy, and needed by one that takes it up', async () => {
    const { id } = await world.subscribe({ settings: { retry: custom } });
    const path = `/api/v1/webhook-endpoints/${id}`;
    const change = (body: object) => world.call('PATCH', path, { body });
    expect((await change({ retry_policy: 'custom' })).body).toMatchObject({ settings: { retry: custom } });
    const without = await change({ settings: {} });
    expect([without.status, without.body.detail]).toEqual([
      422,
      'settings.retry: is required by the retry policy custom',
    ]);
    expect((await change({ retry_policy: 'manual', settings: {} })).status).toBe(200);
  });

  test('accepts at most what it says, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 100_000 }), { maxLength: 25 }), (delays) => {
        const fits = delays.length <= 20 && delays.every((s) => s >= 1 && s <= 86_400);
        expect(CustomRetry.safeParse({ delays_seconds: delays }).success).toBe(fits);
      }),
    );
  });
});

interface Rules {
  readonly delays_seconds: number[];
  readonly repeats_last_delay: boolean;
  readonly timeout_seconds: number;
}
