import { describe, expect, test } from 'bun:test';
import { ownCookie, readCookie } from '../../src/http/cookies.ts';

const asked = (cookie: string): Request => new Request('http://localhost/', { headers: { cookie } });

describe('a cookie that was sent', () => {
  test.each([
    ['a=1', '1'],
    ['b=2; a=1', '1'],
    ['b=2;a=1;c=3', '1'],
    ['a=1; a=2', '1'],
    ['a=x=y==', 'x=y=='],
    ['a=', ''],
    ['aa=2; ba=3', undefined],
    ['A=1', undefined],
    ['a', ''],
    ['', undefined],
    [';;=;', undefined],
  ])('of %p is %p', (cookie, value) => {
    expect(readCookie(asked(cookie), 'a')).toBe(value);
  });
});

describe('a cookie of ours', () => {
  test('is for one host alone on https, and never for scripts', () => {
    const cookie = ownCookie('https://partners.example.com', 'trb_session');
    expect(cookie.write('x')).toBe('__Host-trb_session=x; Path=/; HttpOnly; SameSite=Lax; Secure');
    expect(cookie.read(asked('trb_session=planted'))).toBeUndefined();
    expect(cookie.read(asked('trb_session=planted; __Host-trb_session=x'))).toBe('x');
  });

  test('works over plain http on a machine of one’s own', () => {
    const cookie = ownCookie('http://localhost:3000', 'trb_session');
    expect(cookie.write('x', { maxAgeSeconds: 60, sameSite: 'Strict' })).toBe(
      'trb_session=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60',
    );
    expect(cookie.read(asked('trb_session=x'))).toBe('x');
  });

  test('is removed by giving it no time', () => {
    expect(ownCookie('http://localhost:3000', 'a').write('', { maxAgeSeconds: 0 })).toEndWith('Max-Age=0');
  });
});
