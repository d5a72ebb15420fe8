import { describe, expect, test } from 'bun:test';
import { clickCookie, clickCookieAttributes, readClickCookie } from '../../src/clicks/click-cookie.ts';

const id = 'clk_01jw3k5x7h0001t1w3y5a7c9e0g2j4m6p8r0' as const;
const other = 'clk_01jw3k5x7h0002t1w3y5a7c9e0g2j4m6p8r0';

describe('the click cookie', () => {
  test('is exactly this on https, with a domain', () => {
    const attributes = clickCookieAttributes({ windowDays: 30, domain: 'example.com', secure: true });
    expect(clickCookie(id, attributes)).toBe(
      `trb_click=${id}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure; Domain=example.com`,
    );
  });

  test('is exactly this on http, for one host', () => {
    const attributes = clickCookieAttributes({ windowDays: 1, domain: null, secure: false });
    expect(clickCookie(id, attributes)).toBe(
      `trb_click=${id}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax`,
    );
  });

  const cases: [header: string | null, expected: string | null][] = [
    [null, null],
    ['', null],
    [`trb_click=${id}`, id],
    [`a=b; trb_click=${id}; c=d`, id],
    [`a=b;trb_click=${id};c=d`, id],
    [`xtrb_click=${other}; trb_click=${id}`, id],
    [`trb_click=<script>; trb_click=${id}`, id],
    ['trb_click=', null],
    ['trb_click', null],
    ['trb_click=clk_', null],
    [`trb_click="${id}"`, null],
    [`trb_click=${id}x.y`, null],
    [`trb_click=prt_01jw3k5x7h0001t1w3y5a7c9e0g2j4m6p8r0`, null],
    [`trb_click=clk_${'0'.repeat(5_000)}`, null],
    [`trb_click=clk_${'A'.repeat(36)}`, null],
  ];
  for (const [header, expected] of cases) {
    test(`is read from ${JSON.stringify(header?.slice(0, 60))} as ${expected}`, () => {
      expect(readClickCookie(header)).toBe(expected as never);
    });
  }
});
