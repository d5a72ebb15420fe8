import { expect, test } from 'bun:test';
import { lookBack, type Stretch } from '../../src/database/look-back.ts';

/** Rows that are where every `step`th sequence is. */
const table =
  (step: number, seen: Stretch[] = []) =>
  async (stretch: Stretch): Promise<number[]> => {
    seen.push(stretch);
    const rows: number[] = [];
    for (let seq = stretch.below - 1; seq >= stretch.from && rows.length < stretch.wanted; seq -= 1) {
      if (seq % step === 0) rows.push(seq);
    }
    return rows;
  };

test('finds the same rows as one look at everything, wherever they lie', async () => {
  for (const step of [1, 7, 1_999, 2_000, 2_001, 9_000]) {
    for (const below of [1, 2, 2_000, 2_001, 2_002, 20_001]) {
      const whole = await table(step)({ from: 1, below, wanted: 11 });
      expect(await lookBack({ below, wanted: 11 }, table(step))).toEqual(whole);
    }
  }
});

test('looks at every sequence once, and at none once it has what is wanted', async () => {
  const seen: Stretch[] = [];
  await lookBack({ below: 5_001, wanted: 1 }, table(100_000, seen));
  expect(seen.map(({ from, below }) => [from, below])).toEqual([
    [3_001, 5_001],
    [1_001, 3_001],
    [1, 1_001],
  ]);
  const enough: Stretch[] = [];
  await lookBack({ below: 5_001, wanted: 3 }, table(1, enough));
  expect(enough).toHaveLength(1);
});

test('lets others go between two stretches, and all who search together take one stretch a turn', async () => {
  const turns: string[] = [];
  let searching = true;
  const others = (async () => {
    while (searching) {
      turns.push('others');
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const search = (name: string) =>
    lookBack({ below: 10_001, wanted: 1 }, async () => {
      turns.push(name);
      return [];
    });
  await Promise.all([search('a'), search('b'), search('c')]);
  searching = false;
  await others;
  const stretches = turns
    .join(' ')
    .split('others')
    .map((turn) => turn.trim().split(' ').filter(Boolean).length);
  // The first stretch of each needs no turn of its own.
  expect(stretches.filter((count) => count > 1)).toEqual([3]);
  expect(turns.filter((turn) => turn !== 'others')).toHaveLength(15);
});
