import { describe, expect, test } from 'bun:test';
import { answering, ok, startReceiver } from './receiver.ts';
import { createGuarded, failing, names, post, recorded } from './sending.ts';

describe('the addresses of a name', () => {
  const two = {
    lookup: names({ 'two.example.test': ['127.0.0.9', '127.0.0.1'] }),
  };

  test('are tried in turn while no connection can be made', async () => {
    await using receiver = await startReceiver(answering(ok));
    const result = await createGuarded(two).send(post(`http://two.example.test:${receiver.port}/`));
    expect(result).toMatchObject({ kind: 'answered', status: 200 });
  });

  test.each(['ECONNRESET', 'EPROTO', 'CERT_HAS_EXPIRED', 'InvalidHTTPResponse', 'ETIMEDOUT'])(
    'are not tried after %s: a byte may have been sent',
    async (code) => {
      const { dialled, fetch } = recorded(() => failing(code));
      await createGuarded({ ...two, fetch }).send(post('http://two.example.test/'));
      expect(dialled).toEqual(['http://127.0.0.9/']);
    },
  );

  test('are tried at most eight at a time', async () => {
    const { dialled, fetch } = recorded(() => failing('ECONNREFUSED'));
    const lookup = async () => Array.from({ length: 300 }, (_, index) => `127.0.1.${index & 255}`);
    expect(await createGuarded({ lookup, fetch }).send(post('http://many.example.test/'))).toMatchObject({
      error: 'connection_refused',
    });
    expect(dialled.length).toBe(8);
  });

  test.each([
    [['ENETUNREACH', 'ECONNREFUSED'], 'connection_refused', 'theirs'],
    [['ECONNREFUSED', 'ENETUNREACH'], 'connection_refused', 'theirs'],
    [['ENETUNREACH', 'ENETUNREACH'], 'network_unreachable', 'ours'],
    [['EHOSTUNREACH', 'ENETUNREACH'], 'host_unreachable', 'theirs'],
  ])('that fail with %p are %s, %s', async (codes, error, fault) => {
    const { fetch } = recorded((url) => failing(codes[url.includes('127.0.0.9') ? 0 : 1] ?? ''));
    const result: unknown = await createGuarded({ ...two, fetch }).send(post('http://two.example.test/'));
    expect(result).toMatchObject({ error, fault });
  });

  test('are remembered: the one that answered comes first, the one that was silent last', async () => {
    const { dialled, fetch } = recorded((url) =>
      url.includes('127.0.0.9') ? failing('ETIMEDOUT') : new Response('ok'),
    );
    const guarded = createGuarded({ ...two, fetch });
    for (let attempt = 0; attempt < 3; attempt += 1) await guarded.send(post('http://two.example.test/'));
    expect(dialled).toEqual(['http://127.0.0.9/', 'http://127.0.0.1/', 'http://127.0.0.1/']);
  });
});
