import { describe, expect, test } from 'bun:test';
import {
  dnsFailureOf,
  failureOf,
  faultOf,
  isBeforeSending,
  type OutboundError,
  outboundErrors,
  sentenceOf,
} from '../../src/outbound/failures.ts';
import { createGuarded, failing, post } from './sending.ts';

test('every failure has somebody at fault and a sentence that tells nothing about our network', () => {
  expect(outboundErrors.length).toBeGreaterThan(15);
  for (const error of outboundErrors) {
    expect(['theirs', 'ours']).toContain(faultOf(error));
    expect(sentenceOf(error)).toMatch(/^[A-Z].*\.$/);
    expect(sentenceOf(error)).not.toMatch(/\d+\.\d+\.\d+|:\d/);
  }
});

test('only failures to connect may be tried elsewhere', () => {
  expect(outboundErrors.filter(isBeforeSending)).toEqual([
    'connection_refused',
    'host_unreachable',
    'network_unreachable',
  ]);
});

describe('faults of our own', () => {
  test.each<[string, OutboundError]>([
    ['EMFILE', 'descriptors_exhausted'],
    ['ENFILE', 'descriptors_exhausted'],
    ['EADDRNOTAVAIL', 'descriptors_exhausted'],
    ['ENOBUFS', 'descriptors_exhausted'],
    ['ENETUNREACH', 'network_unreachable'],
  ])('%s is not charged to the receiver', async (code, error) => {
    const guarded = createGuarded({ fetch: () => Promise.reject(failing(code)) });
    expect(await guarded.send(post('http://127.0.0.1/'))).toMatchObject({
      kind: 'failed',
      error,
      fault: 'ours',
    });
  });
});

describe('what fetch rejects with', () => {
  test.each<[string, OutboundError]>([
    ['ECONNREFUSED', 'connection_refused'],
    ['EHOSTUNREACH', 'host_unreachable'],
    ['EPIPE', 'connection_reset'],
    ['ETIMEDOUT', 'timeout'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_error'],
    ['UNABLE_TO_GET_CRL', 'tls_error'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate_untrusted'],
    ['ResponseHeadersTooLarge', 'invalid_response'],
    ['UnrequestedUpgrade', 'invalid_response'],
    ['SomethingNew', 'connection_failed'],
  ])('%s is %s', (code, error) => {
    expect(failureOf(failing(code))).toBe(error);
  });

  test('is never more than a failure, whatever it is', () => {
    for (const thrown of [
      undefined,
      null,
      'text',
      { code: 'EMFILE' },
      new Error('x'),
      Object.assign(new Error('x'), { code: 7 }),
    ]) {
      expect(failureOf(thrown)).toBe('connection_failed');
    }
  });
});

describe('a lookup that fails', () => {
  test.each(['ENOTFOUND', 'DNS_ENOTFOUND', 'ENODATA', 'DNS_ENODATA', 'EAI_NONAME'])(
    'with %s: there is no such name, their fault',
    async (code) => {
      const guarded = createGuarded({ lookup: () => Promise.reject(failing(code)) });
      expect(await guarded.send(post('http://a.example.test/'))).toMatchObject({
        error: 'dns_failure',
        fault: 'theirs',
      });
    },
  );

  test.each([
    'EAI_AGAIN',
    'DNS_ESERVFAIL',
    'DNS_ETIMEOUT',
    'DNS_ECONNREFUSED',
    'EREFUSED',
    'ETIMEOUT',
    undefined,
  ])('with %p: we cannot know, our fault', async (code) => {
    expect(dnsFailureOf(code ? failing(code) : new Error('x'))).toBe('dns_unavailable');
    const guarded = createGuarded({ lookup: () => Promise.reject(code ? failing(code) : 'x') });
    expect(await guarded.send(post('http://a.example.test/'))).toMatchObject({
      error: 'dns_unavailable',
      fault: 'ours',
    });
  });

  test('by answering no address, or by throwing at once, is a failure like any other', async () => {
    expect(
      await createGuarded({ lookup: async () => [] }).send(post('http://a.example.test/')),
    ).toMatchObject({ error: 'dns_failure' });
    const throwing = () => {
      throw failing('EMFILE');
    };
    expect(await createGuarded({ lookup: throwing }).send(post('http://a.example.test/'))).toMatchObject({
      error: 'descriptors_exhausted',
      fault: 'ours',
    });
  });
});
