import { describe, expect, test } from 'bun:test';
import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServerRefresh, createSystemLookup } from '../../src/outbound/system-dns.ts';
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
    expect(await lookup('a.example.com').catch((error) => error)).toMatchObject({ code: 'ETIMEOUT' });
    expect(calls()).toBe(1);
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

describe('the name servers', () => {
  const refreshed = async (resolvConf: string, current: string[]) => {
    const used: (readonly string[])[] = [];
    const path = join(tmpdir(), `tributary-resolv-${crypto.randomUUID()}.conf`);
    await Bun.write(path, resolvConf);
    await createServerRefresh({
      resolvConf: path,
      current: () => current,
      use: (servers) => used.push(servers),
    })();
    await unlink(path);
    return used;
  };

  test('are taken from resolv.conf when they are not the current ones', async () => {
    const text = [
      '# nameserver 1.1.1.1',
      'search example.com',
      'nameserver 192.168.1.1',
      '  nameserver\t2606:4700::1  # second',
      'nameserver fe80::1%eth0',
      'nameserver',
      'options ndots:5',
    ].join('\n');
    expect(await refreshed(text, ['10.0.0.1'])).toEqual([['192.168.1.1', '2606:4700::1']]);
  });

  test('stay when they are the same, when none is listed, and when there is no such file', async () => {
    expect(await refreshed('nameserver 10.0.0.1\n', ['10.0.0.1'])).toEqual([]);
    expect(await refreshed('search example.com\n', ['10.0.0.1'])).toEqual([]);
    const missing = {
      resolvConf: '/nowhere/resolv.conf',
      current: () => [],
      use: () => expect.unreachable(),
    };
    await createServerRefresh(missing)();
  });
});
