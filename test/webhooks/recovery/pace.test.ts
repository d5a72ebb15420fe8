import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dueAt, initialPace, nextRelease, pacedAfter } from '../../../src/webhooks/recovery/pace.ts';

/** Lets a recovery run against a receiver that takes so many a second. @returns when each became due, and what waited */
const simulate = (
  perSecond: number,
  receiverTakes: (second: number) => number,
  seconds: number,
  lateMs = 0,
) => {
  let pacing = { perSecond, pace: initialPace(perSecond), pacedUntil: 0 };
  let waiting: number[] = [];
  const due: number[] = [];
  const backlogs: number[] = [];
  const paces: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const now = second * 1_000 + (second % 3) * lateMs;
    const behind = waiting.filter((at) => at <= now).length;
    const backlog = { waiting: waiting.length, behind };
    const current = { ...pacing, hasReleased: due.length > 0 };
    const release = nextRelease(current, backlog, now);
    for (let index = 0; index < release.count; index += 1) {
      due.push(dueAt(release, index));
      waiting.push(dueAt(release, index));
    }
    const after = release.count > 0 ? pacedAfter(current, release, release.count) : { pace: release.pace };
    pacing = { ...pacing, ...after };
    backlogs.push(waiting.length);
    paces.push(pacing.pace);
    waiting = waiting.slice(receiverTakes(second));
  }
  return { due, backlogs, paces };
};

const unlimited = () => Number.POSITIVE_INFINITY;

describe('the pace of a recovery', () => {
  test('never makes more due in any second than was asked for, however late it is looked at', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 900 }), (perSecond, lateMs) => {
        const { due } = simulate(perSecond, unlimited, 30, lateMs);
        // A tenth of a second becomes due together: within a second there may be one tenth more.
        const most = perSecond + Math.ceil(perSecond / 10);
        for (let from = 0; from < 30_000; from += 100) {
          const inSecond = due.filter((at) => at >= from && at < from + 1_000).length;
          if (inSecond > most) throw new Error(`${inSecond} from ${from} on`);
        }
      }),
      { numRuns: 25 },
    );
  });

  test.each([1, 7, 50, 333, 500])('comes to %d a second when the receiver keeps up', (perSecond) => {
    const { due } = simulate(perSecond, unlimited, 40);
    const late = due.filter((at) => at > 10_000 && at <= 40_000);
    expect(late.length / 30).toBeGreaterThan(perSecond * 0.95);
    expect(late.length / 30).toBeLessThanOrEqual(perSecond);
  });

  test('never puts more than a few seconds of the work of a slow receiver in front of what happens now', () => {
    for (const takes of [1, 3, 10, 40]) {
      const { backlogs } = simulate(500, () => takes, 120);
      expect(Math.max(...backlogs.slice(30))).toBeLessThanOrEqual(takes * 4 + 4);
    }
  });

  test('slows down with a receiver and speeds up with it', () => {
    const { paces } = simulate(200, (second) => (second < 30 || second > 60 ? 1_000 : 2), 90);
    expect(paces[20]).toBe(200);
    expect(paces[60]).toBeLessThan(10);
    expect(paces[89]).toBe(200);
  });

  test('never has more than 500 waiting, those that wait for a retry included', () => {
    const { backlogs } = simulate(500, () => 0, 60);
    expect(Math.max(...backlogs)).toBeLessThanOrEqual(500);
    const release = nextRelease(
      { perSecond: 500, pace: 500, pacedUntil: 0, hasReleased: true },
      { waiting: 490, behind: 0 },
      1_000,
    );
    expect(release.count).toBe(10);
  });
});
