import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { cutLanding } from '../../src/clicks/landing.ts';

const id = 'clk_1';
const landing = (url: string, parameter = 'click_id'): string => {
  const { beforeId, afterId } = cutLanding(url, parameter);
  return beforeId + id + afterId;
};

const cases: [name: string, url: string, expected: string][] = [
  ['a bare address', 'https://shop.example/', 'https://shop.example/?click_id=clk_1'],
  ['an address without a path', 'https://shop.example', 'https://shop.example?click_id=clk_1'],
  ['a query', 'https://shop.example/a?b=c', 'https://shop.example/a?b=c&click_id=clk_1'],
  ['an empty query', 'https://shop.example/a?', 'https://shop.example/a?click_id=clk_1'],
  ['a fragment', 'https://shop.example/a#top', 'https://shop.example/a?click_id=clk_1#top'],
  [
    'a fragment that looks like a query',
    'https://shop.example/#/x?y=z',
    'https://shop.example/?click_id=clk_1#/x?y=z',
  ],
  ['query and fragment', 'https://shop.example/a?b=c#top', 'https://shop.example/a?b=c&click_id=clk_1#top'],
  ['an older click id', 'https://shop.example/?click_id=old&b=c', 'https://shop.example/?b=c&click_id=clk_1'],
  [
    'several older click ids',
    'https://shop.example/?click_id=1&b&click_id=2',
    'https://shop.example/?b&click_id=clk_1',
  ],
  [
    'an older click id alone',
    'https://shop.example/?click_id=old#x',
    'https://shop.example/?click_id=clk_1#x',
  ],
  [
    'an older click id in disguise',
    'https://shop.example/?click%5Fid=old&a=1',
    'https://shop.example/?a=1&click_id=clk_1',
  ],
  [
    'a parameter that only begins so',
    'https://shop.example/?click_id2=x',
    'https://shop.example/?click_id2=x&click_id=clk_1',
  ],
  [
    'a value that is an address',
    'https://shop.example/?to=https://b.example/?x=1',
    'https://shop.example/?to=https://b.example/?x=1&click_id=clk_1',
  ],
  [
    'spellings that a parser would change',
    'https://shop.example/?a=%41+b&&c=%zz',
    'https://shop.example/?a=%41+b&&c=%zz&click_id=clk_1',
  ],
  [
    'letters of any script',
    'https://bücher.example/ä?ö=ü',
    'https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC&click_id=clk_1',
  ],
];

describe('the click id goes into', () => {
  for (const [name, url, expected] of cases) {
    test(name, () => expect(landing(url)).toBe(expected));
  }

  test('a parameter of any name', () => {
    expect(landing('https://shop.example/', 'my id')).toBe('https://shop.example/?my%20id=clk_1');
    expect(landing('https://shop.example/?my+id=old', 'my id')).toBe('https://shop.example/?my%20id=clk_1');
  });

  test('any address so that a parser finds it once and everything else as before', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const before = new URL(url);
        const after = new URL(landing(url));
        expect(after.searchParams.getAll('click_id')).toEqual([id]);
        before.searchParams.delete('click_id');
        after.searchParams.delete('click_id');
        expect([...after.searchParams]).toEqual([...before.searchParams]);
        expect([after.origin, after.pathname, after.hash]).toEqual([
          before.origin,
          before.pathname,
          before.hash,
        ]);
      }),
    );
  });
});
