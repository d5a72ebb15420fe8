import { describe, expect, test } from 'bun:test';
import { type Purpose, securityHeaders } from '../../src/http/security-headers.ts';

const purposes: readonly Purpose[] = ['own', 'link', 'script'];
const https = 'https://partners.example.com';

describe('every answer', () => {
  test('allows nothing inline, nothing foreign and no frame around it', () => {
    for (const purpose of purposes) {
      const policy = securityHeaders(https, purpose)['content-security-policy'] ?? '';
      expect(policy.split('; ').sort()).toEqual([
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
      ]);
    }
  });

  test('keeps browsers from guessing its type', () => {
    for (const purpose of purposes)
      expect(securityHeaders(https, purpose)['x-content-type-options']).toBe('nosniff');
  });

  test('asks for https from then on, but only where it came over https', () => {
    for (const purpose of purposes) {
      expect(securityHeaders(https, purpose)['strict-transport-security']).toBe('max-age=31536000');
      expect(securityHeaders('http://192.168.1.5:3000', purpose)).not.toHaveProperty(
        'strict-transport-security',
      );
      expect(securityHeaders('http://https.example', purpose)).not.toHaveProperty(
        'strict-transport-security',
      );
    }
  });

  test('carries names in lower case and values that are valid headers', () => {
    for (const purpose of purposes) {
      const headers = securityHeaders(https, purpose);
      expect(Object.fromEntries(new Headers(headers))).toEqual(headers);
    }
  });
});

describe('a page of our own', () => {
  test('tells no other site its address and shares neither window nor files with one', () => {
    expect(securityHeaders(https)).toMatchObject({
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
});

describe('the tracking snippet', () => {
  test('may be loaded by the pages of merchants', () => {
    expect(securityHeaders(https, 'script')['cross-origin-resource-policy']).toBe('cross-origin');
  });
});

describe('the redirect of a partner link', () => {
  test('lets the shop see which site sent the visitor, and stay in the window it was opened in', () => {
    const headers = securityHeaders(https, 'link');
    expect(headers['referrer-policy']).toBe('strict-origin-when-cross-origin');
    expect(headers).not.toHaveProperty('cross-origin-opener-policy');
  });
});
