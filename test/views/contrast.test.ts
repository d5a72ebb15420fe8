import { describe, expect, test } from 'bun:test';

const styles = await Bun.file(new URL('../../public/app.css', import.meta.url)).text();
const tokens = new Map(
  [...styles.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map((match) => [
    match[1] ?? '',
    { light: match[2] ?? '', dark: match[3] ?? '' },
  ]),
);

const backgrounds = ['canvas', 'surface', 'sunken'];
const readable: [text: string, background: string][] = [
  ...['text', 'muted', 'accent', 'accent-strong', 'good', 'wait', 'bad'].flatMap((text) =>
    backgrounds.map((background): [string, string] => [text, background]),
  ),
  ...['text', 'muted'].flatMap((text) =>
    ['good-wash', 'wait-wash', 'bad-wash', 'accent-wash'].map((wash): [string, string] => [text, wash]),
  ),
  ['accent', 'accent-wash'],
  ['accent-strong', 'accent-wash'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['good', 'good-wash'],
  ['wait', 'wait-wash'],
  ['bad', 'bad-wash'],
];

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  const contrast = (one: string, other: string): number =>
    ratio(tokens.get(one)?.[scheme] ?? '', tokens.get(other)?.[scheme] ?? '');

  test('text has a contrast of at least 4.5 to 1 with everything it may stand on', () => {
    for (const [text, background] of readable) {
      expect(`${text} on ${background}: ${contrast(text, background) >= 4.5}`).toEndWith('true');
    }
  });

  test('the edge of a field stands out by at least 3 to 1', () => {
    for (const background of backgrounds) expect(contrast('edge', background)).toBeGreaterThanOrEqual(3);
  });
});

test('every colour in use is a token, and every token has both schemes', async () => {
  const folder = new URL('../../public/', import.meta.url).pathname;
  const others = [...new Bun.Glob('*.css').scanSync(folder)].filter((name) => name !== 'app.css');
  const parts = (await Promise.all(others.map((name) => Bun.file(folder + name).text()))).join('\n');
  const [block = '', ...rest] = styles.split('/* Elements */');
  expect(block.match(/#[0-9a-f]{3,8}\b/gi)).toHaveLength(2 * tokens.size);
  expect((rest.join() + parts).match(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/gi)).toBeNull();
  const defined = new Set([...block.matchAll(/(--[a-z0-9-]+):/g)].map((match) => match[1]));
  const used = [...(styles + parts).matchAll(/var\((--[a-z0-9-]+)\)/g)].map((match) => match[1]);
  expect(used.filter((name) => !defined.has(name))).toEqual([]);
});

/** WCAG 2.2, contrast ratio of two sRGB colours. */
const ratio = (one: string, other: string): number => {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
};

const luminance = (hex: string): number => {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
