import { expect, test } from 'bun:test';
import decodeQR from 'qr/decode.js';
import { toMarkup } from '../../src/jsx/markup.ts';
import { QrCode } from '../../views/components/qr-code.tsx';

/** Draws the path of the code as a camera would see it, so many pixels a module. */
const seen = (markup: string, scale = 4) => {
  const modules = Number(/viewBox="0 0 (\d+) /.exec(markup)?.[1]);
  const width = modules * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of markup.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column += 1) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return { width, height: width, data };
};

test.each([
  'https://example.com/r/spring?sub1=a&b=1',
  'otpauth://totp/Tributary:ann%40example.com?secret=ABC',
])('a camera reads %s out of the drawing', async (text) => {
  const markup = await toMarkup(QrCode({ text, label: 'The code' }));
  expect(markup).toContain('aria-label="The code"');
  expect(decodeQR(seen(markup))).toBe(text);
});
