import { describe, expect, test } from 'bun:test';
import { createSystemLookup, nameServersOf } from '../../src/outbound/system-dns.ts';
import { failing } from './sending.ts';

const unavailable = () => {
  let calls = 0;
  const onUnavailable = async () => {
    calls += 1;
  };
  return { calls: () => calls, onUnavailable };
};

describe('the lookup of the system', () => {
  test('gives every address of a name', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', ttl: 1 },
      { address: '2606:4700::1', ttl: 1 },
    ];
    expect(await createSystemLookup({ resolve })('a.example.com')).toEqual(['93.184.216.34', '2606:4700::1']);
  });

  test('knows localhost without asking a name server', async () => {
    const addresses = await createSystemLookup()('localhost');
    expect(addresses.filter((address) => address !== '::1' && !address.startsWith('127.'))).toEqual([]);
    expect(addresses.length).toBeGreaterThan(0);
  });

  test('gives up after its budget, and then looks for other name servers', async () => {
    const { calls, onUnavailable } = unavailable();
    const lookup = createSystemLookup({
      budgetMs: 5,
      resolve: () => new Promise<never>(() => {}),
      onUnavailable,
    });
    expect(lookup('a.example.com')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    await lookup('a.example.com').catch(() => {});
    expect(calls()).toBe(2);
  });

  test('looks for other name servers when it got no answer, not when the answer is no', async () => {
    const { calls, onUnavailable } = unavailable();
    const lookupFailing = (code: string) =>
      createSystemLookup({ resolve: () => Promise.reject(failing(code)), onUnavailable })(
        'a.example.com',
      ).catch((error) => error);
    expect(await lookupFailing('DNS_ENOTFOUND')).toMatchObject({ code: 'DNS_ENOTFOUND' });
    expect(await lookupFailing('DNS_ENODATA')).toMatchObject({ code: 'DNS_ENODATA' });
    expect(calls()).toBe(0);
    expect(await lookupFailing('DNS_ECONNREFUSED')).toMatchObject({ code: 'DNS_ECONNREFUSED' });
    expect(calls()).toBe(1);
  });
});

test('the name servers of a resolv.conf are those it lists, without comments and scoped addresses', () => {
  const text = [
    '# nameserver 1.1.1.1',
    'search example.com',
    'nameserver 192.168.1.1',
    '  nameserver\t2606:4700::1  ',
    'nameserver fe80::1%eth0',
    'nameserver',
    'options ndots:5',
    '',
  ].join('\n');
  expect(nameServersOf(text)).toEqual(['192.168.1.1', '2606:4700::1']);
});
