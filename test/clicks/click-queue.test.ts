import { describe, expect, test } from 'bun:test';
import type { Click, Visit } from '../../src/clicks/click.ts';
import { createClickQueue, type StoredClicks } from '../../src/clicks/click-queue.ts';

const visitBy = (visitorHash: string) => ({ visitorHash }) as Visit;
const clicksOf = (visits: readonly Visit[]): StoredClicks =>
  visits.map(({ visitorHash }) => ({ id: `clk_${visitorHash}` }) as Click);

const answerAll = (units: readonly Unit[]) => {
  for (const unit of units) unit.answer.resolve(clicksOf(unit.take()));
};

interface Unit {
  readonly take: () => readonly Visit[];
  readonly answer: PromiseWithResolvers<StoredClicks>;
}

/** A store whose units run when the test says so. */
const createStore = () => {
  const units: Unit[] = [];
  const lost: [visits: number, failure: unknown][] = [];
  let requests = 0;
  const queue = createClickQueue({
    mintRequestId: () => `req_${++requests}`,
    store: (_, take) => {
      const answer = Promise.withResolvers<StoredClicks>();
      units.push({ take, answer });
      return answer.promise;
    },
    onLost: (visits, failure) => lost.push([visits.length, failure]),
  });
  return { queue, units, lost };
};

describe('visits', () => {
  test('that come while a unit waits for its turn are stored with it, each getting its own click', async () => {
    const { queue, units } = createStore();
    const recorded = ['a', 'b', 'c'].map((visitor) => queue.add(visitBy(visitor)));
    expect(units).toHaveLength(1);
    const visits = units[0]?.take() ?? [];
    units[0]?.answer.resolve(clicksOf(visits));
    const answers = await Promise.all(recorded);
    expect(answers.map(({ click }) => click?.id)).toEqual(['clk_a', 'clk_b', 'clk_c'] as never);
    expect(new Set(answers.map(({ requestId }) => requestId))).toEqual(new Set(['req_1']));
  });

  test('that come once a unit runs go into the next one, which begins when that is on disk', async () => {
    const { queue, units } = createStore();
    const first = queue.add(visitBy('a'));
    const taken = units[0]?.take() ?? [];
    const second = queue.add(visitBy('b'));
    const third = queue.add(visitBy('c'));
    expect([units.length, taken]).toEqual([1, [visitBy('a')]]);
    units[0]?.answer.resolve(clicksOf(taken));
    expect((await first).click?.id).toBe('clk_a' as never);
    expect(units.map(({ take }) => take())).toEqual([[visitBy('a')], [visitBy('b'), visitBy('c')]]);
    units[1]?.answer.resolve(clicksOf([visitBy('b'), visitBy('c')]));
    expect([(await second).click?.id, (await third).click?.id]).toEqual(['clk_b', 'clk_c'] as never);
  });

  test('of a unit that runs again are the same ones', () => {
    const { queue, units } = createStore();
    void queue.add(visitBy('a'));
    const first = units[0]?.take();
    void queue.add(visitBy('b'));
    expect(units[0]?.take()).toEqual(first as Visit[]);
  });

  test('are spread over units of 128, all under way once the one before is on disk', async () => {
    const { queue, units } = createStore();
    const recorded = Array.from({ length: 300 }, (_, index) => queue.add(visitBy(`${index}`)));
    expect(units.map(({ take }) => take().length)).toEqual([128]);
    units[0]?.answer.resolve(clicksOf(units[0].take()));
    await recorded[0];
    expect(units.map(({ take }) => take().length)).toEqual([128, 128, 44]);
  });

  test('that cannot be stored are told so, and the next ones start afresh', async () => {
    const { queue, units, lost } = createStore();
    const failure = new Error('disk full');
    const first = queue.add(visitBy('a'));
    units[0]?.answer.reject(failure);
    expect((await first).click).toBeUndefined();
    expect(lost).toEqual([[1, failure]]);
    const second = queue.add(visitBy('b'));
    units[1]?.answer.resolve(clicksOf(units[1].take()));
    expect((await second).click?.id).toBe('clk_b' as never);
  });

  test('beyond ten thousand are let go at once', async () => {
    const { queue, units, lost } = createStore();
    const waiting = Array.from({ length: 10_000 }, (_, index) => queue.add(visitBy(`${index}`)));
    expect((await queue.add(visitBy('late'))).click).toBeUndefined();
    expect(lost).toEqual([[1, undefined]]);
    answerAll(units);
    await waiting[0];
    answerAll(units);
    await Promise.all(waiting);
    const next = queue.add(visitBy('next'));
    units.at(-1)?.answer.resolve(clicksOf(units.at(-1)?.take() ?? []));
    expect((await next).click?.id).toBe('clk_next' as never);
  });
});
