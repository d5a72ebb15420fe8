import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { createIds, idPrefixes, isId, systemRandom } from '../../src/core/ids.ts';

const fixed = { now: () => 1_780_000_000_000 };

describe('ids', () => {
  test('sort in the order they were made, within a millisecond too', () => {
    const ids = createIds(fixed, systemRandom);
    const minted = Array.from({ length: 5_000 }, () => ids.mint('evt'));
    expect([...minted].sort()).toEqual(minted);
    expect(new Set(minted).size).toBe(minted.length);
  });

  test('keep their order when the clock goes back', () => {
    let now = 2_000;
    const ids = createIds({ now: () => now }, systemRandom);
    const before = ids.mint('clk');
    now = 1_000;
    expect(ids.mint('clk') > before).toBe(true);
  });

  test('carry at least 128 random bits', () => {
    const constant = createIds(fixed, (bytes) => bytes.fill(0)).mint('clk');
    const other = createIds(fixed, (bytes) => bytes.fill(31)).mint('clk');
    const differing = [...constant].filter((character, at) => character !== other[at]).length;
    expect(differing * 5).toBeGreaterThanOrEqual(128);
  });

  test('have no dot and no character that a URL or a header would change', () => {
    const ids = createIds(fixed, systemRandom);
    for (const prefix of Object.keys(idPrefixes)) {
      expect(ids.mint(prefix as keyof typeof idPrefixes)).toMatch(/^[a-z]{3}_[0-9a-z]{40}$/);
    }
  });

  test('are told from other texts by their prefix and alphabet', () => {
    const ids = createIds(fixed, systemRandom);
    expect(isId('prt', ids.mint('prt'))).toBe(true);
    expect(isId('prt', ids.mint('prg'))).toBe(false);
    fc.assert(fc.property(fc.string(), (text) => isId('clk', text) === /^clk_[0-9a-z]{10,64}$/.test(text)));
    expect(isId('clk', `${ids.mint('clk')}\n`)).toBe(false);
  });
});
