import { describe, expect, test } from 'bun:test';
import type { OutboundResult } from '../../../src/outbound/outbound.ts';
import { createClockCheck, isAlarmingSkew } from '../../../src/webhooks/monitoring/clock-check.ts';
import { createTestClock } from '../../support/clock.ts';

const answered = (date: string | undefined, status = 200): OutboundResult => ({
  ...{ kind: 'answered', status, excerpt: '', truncated: false, durationMs: 0 },
  headers: date === undefined ? {} : { date },
});

const started = () => {
  const clock = createTestClock('2026-05-15T12:00:00.500Z');
  const check = createClockCheck(clock);
  const hear = async (host: string, result: OutboundResult): Promise<void> => {
    clock.advance(1_000);
    const request = { url: `https://${host}/hook`, method: 'POST', headers: {}, timeoutMs: 1 } as const;
    expect(await check.watch(async () => result)(request)).toBe(result);
  };
  /** The header of a receiver whose clock is behind ours by so many milliseconds. */
  const behind = (ms: number) => answered(new Date(clock.now() + 1_000 - ms).toUTCString());
  return { clock, check, hear, behind };
};

describe('our clock', () => {
  test('is compared with nothing before a receiver has told its time', async () => {
    const { check, hear, behind } = started();
    await hear('a.example', answered(undefined));
    await hear('a.example', answered('yesterday'));
    await hear('a.example', { ...behind(0), status: 500 } as OutboundResult);
    await hear('a.example', { kind: 'failed', error: 'timeout', fault: 'theirs', durationMs: 1 });
    expect(check.skew()).toBeUndefined();
  });

  test('is right when receivers tell the same time', async () => {
    const { check, hear, behind } = started();
    await hear('a.example', behind(0));
    expect(check.skew()).toEqual({ skewMs: 0, receivers: 1 });
  });

  test('is as wrong as half of the receivers say, each heard once', async () => {
    const { check, hear, behind } = started();
    for (const [host, ms] of [
      ['wrong.example', 86_400_000],
      ['wrong.example', 86_400_000],
      ['wrong.example', 86_400_000],
      ['b.example', 40_000],
      ['c.example', 41_000],
    ] as const) {
      await hear(host, behind(ms));
    }
    expect(check.skew()).toEqual({ skewMs: 41_000, receivers: 3 });
    await hear('d.example', behind(-1_000));
    expect(check.skew()).toEqual({ skewMs: 40_500, receivers: 4 });
  });

  test('is judged by machines: one that listens on many ports has one voice', async () => {
    const { check, hear, behind } = started();
    for (let port = 8_000; port < 8_020; port += 1) await hear(`liar.example:${port}`, behind(90_000));
    for (const host of ['a.example', 'b.example']) await hear(host, behind(0));
    expect(check.skew()).toEqual({ skewMs: 0, receivers: 3 });
  });

  test('is compared with the latest receivers and no more than once a second', async () => {
    const { clock, check, hear, behind } = started();
    for (let host = 0; host < 40; host += 1) await hear(`${host}.example`, behind(host < 9 ? 90_000 : 2_000));
    expect(check.skew()).toEqual({ skewMs: 2_000, receivers: 31 });
    clock.set(clock.now() - 3_600_000);
    const send = async () => answered(new Date(clock.now()).toUTCString());
    const request = { url: 'https://x.example', method: 'POST', headers: {}, timeoutMs: 1 } as const;
    const sent = check.watch(send);
    await sent(request);
    await sent({ ...request, url: 'https://y.example' });
    expect(check.skew()?.receivers).toBe(31);
  });

  test('alarms beyond thirty seconds, ahead or behind', () => {
    const alarms = [30_000, -30_000, 30_001, -30_001].map((skewMs) =>
      isAlarmingSkew({ skewMs, receivers: 3 }),
    );
    expect(alarms).toEqual([false, false, true, true]);
  });
});
