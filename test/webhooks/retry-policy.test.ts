import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dayMs, hourMs, minuteMs, secondMs } from '../../src/core/clock.ts';
import { readRetryAfter } from '../../src/webhooks/retries/retry-after.ts';
import { retryPolicyOf } from '../../src/webhooks/retries/retry-policies.ts';
import { type AttemptOutcome, judgeAttempt } from '../../src/webhooks/retries/retry-policy.ts';

const now = Date.parse('2026-05-15T12:00:00.000Z');
const policy = retryPolicyOf('track360');
const answered = (status: number, retryAfter?: string): AttemptOutcome => ({
  kind: 'answered',
  status,
  retryAfter,
});
const lost: AttemptOutcome = { kind: 'failed', fault: 'theirs' };
const ownFault: AttemptOutcome = { kind: 'failed', fault: 'ours' };

const judge = (outcome: AttemptOutcome, retryCount = 0, pendingSince = now, random = () => 0) =>
  judgeAttempt(policy, { attemptCount: retryCount, retryCount, pendingSince }, outcome, now, random);

describe('the default retry policy', () => {
  test.each([200, 201, 202, 204, 299])('takes a %d as delivered', (status) => {
    expect(judge(answered(status))).toEqual({ to: 'delivered' });
  });

  test.each([400, 401, 403, 404, 409, 410, 422, 499])('takes a %d as the final refusal', (status) => {
    expect(judge(answered(status, '60'))).toEqual({ to: 'rejected' });
  });

  test.each([300, 301, 302, 307, 308, 429, 500, 502, 503, 504, 600])('tries again after a %d', (status) => {
    expect(judge(answered(status))).toEqual({ to: 'pending', at: now + 30 * secondMs, retriesUsed: 1 });
  });

  test('retries after 30 seconds, 2 minutes, 10 minutes, 1 hour and 4 hours, then gives up', () => {
    const delays = [30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, 4 * hourMs];
    for (const outcome of [lost, answered(503)]) {
      for (const [retryCount, delayMs] of delays.entries()) {
        expect(judge(outcome, retryCount)).toEqual({ to: 'pending', at: now + delayMs, retriesUsed: 1 });
      }
      expect(judge(outcome, 5)).toEqual({ to: 'exhausted' });
    }
  });

  test('only ever delays a retry, by at most 10 % and 15 minutes', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999999, noNaN: true }), fc.nat(4), (chance, retryCount) => {
        const delayMs = policy.delayMs(retryCount) ?? 0;
        const verdict = judge(lost, retryCount, now, () => chance);
        const lateMs = 'at' in verdict ? verdict.at - now - delayMs : -1;
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThanOrEqual(Math.min(delayMs * 0.1, 15 * minuteMs));
      }),
    );
  });

  test('waits as long as a 429 asks, leaves the whole endpoint alone, and uses up no retry', () => {
    const at = now + 90 * secondMs;
    expect(judge(answered(429, '90'), 5)).toEqual({
      to: 'pending',
      at,
      retriesUsed: 0,
      gateUntil: at,
      asked: true,
    });
  });

  test('heeds Retry-After beside a 429 only', () => {
    expect(judge(answered(503, '90'))).toEqual({ to: 'pending', at: now + 30 * secondMs, retriesUsed: 1 });
  });

  test('ends a delivery that a receiver would keep waiting for more than seven days', () => {
    const hour = String(hourMs / secondMs);
    expect(judge(answered(429, hour), 0, now - 7 * dayMs + hourMs).to).toBe('pending');
    expect(judge(answered(429, hour), 0, now - 7 * dayMs + hourMs - 1)).toEqual({ to: 'exhausted' });
  });

  test('asks a receiver that wants a second of patience for ever less and less often', () => {
    const asksAgain = (attemptCount: number, retryAfter: string) => {
      const history = { attemptCount, retryCount: 0, pendingSince: now };
      const verdict = judgeAttempt(policy, history, answered(429, retryAfter), now, () => 0);
      return 'at' in verdict ? verdict.at - now : Number.NaN;
    };
    expect(asksAgain(11, '0')).toBe(secondMs);
    expect(asksAgain(12, '0')).toBe(2 * secondMs);
    expect(asksAgain(13, '0')).toBe(4 * secondMs);
    expect(asksAgain(5_000, '0')).toBe(300 * secondMs);
    expect(asksAgain(5_000, '3600')).toBe(hourMs);
    let attempts = 0;
    for (let passedMs = 0; passedMs < 7 * dayMs; attempts += 1) passedMs += asksAgain(attempts, '1');
    expect(attempts).toBeLessThan(2_100);
  });

  test('charges nothing for a fault of our own', () => {
    expect(judge(ownFault, 5)).toMatchObject({ to: 'pending', retriesUsed: 0 });
  });
});

describe('Retry-After', () => {
  const cases: [string | undefined, number | undefined][] = [
    ['120', now + 120 * secondMs],
    [' 120 ', now + 120 * secondMs],
    ['0', now + secondMs],
    ['999999999', now + 24 * hourMs],
    ['Fri, 15 May 2026 12:05:00 GMT', now + 5 * minuteMs],
    ['Friday, 15-May-26 12:05:00 GMT', now + 5 * minuteMs],
    ['Fri, 15 May 2026 11:00:00 GMT', now + secondMs],
    ['Fri, 31 Dec 9999 23:59:59 GMT', now + 24 * hourMs],
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['12 seconds', undefined],
    ['2026', now + 2026 * secondMs],
    ['Fri, 99 Foo 2026 99:99:99 GMT', undefined],
    ['99999999999999999999', undefined],
  ];

  test.each(cases)('%p means %p', (header, at) => {
    expect(readRetryAfter(header, now)).toBe(at as number);
  });

  test('never throws and stays between a second and a day, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const at = readRetryAfter(header, now);
        if (at === undefined) return;
        expect(at).toBeGreaterThanOrEqual(now + secondMs);
        expect(at).toBeLessThanOrEqual(now + 24 * hourMs);
      }),
    );
  });
});
