import { expect, test } from 'bun:test';
import { nextPage } from '../../src/sessions/next-page.ts';

test.each([
  'https://evil.example',
  '//evil.example/admin',
  '/\\evil.example',
  '/admin\\@evil.example',
  '/admin//evil.example',
  '/admin/../evil',
  '/%09/evil',
  '/administrator',
  'javascript:alert(1)',
  '/admin\r\nset-cookie: a=b',
  '/admin/%2e%2e/evil',
  '',
  null,
])('leads to the overview in place of %j', (wanted) => {
  expect(nextPage(wanted)).toBe('/admin');
});

test.each(['/admin', '/admin?a=b', '/admin/partners/prt_1?tab=links', '/admin/links?q=%2F%2Fevil'])(
  'leads to %s',
  (wanted) => {
    expect(nextPage(wanted)).toBe(wanted);
  },
);
