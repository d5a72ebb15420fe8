import { afterEach, describe, expect, test } from 'bun:test';
import { createGuarded, failing, loopbackAllowed, recorded, strict } from '../../outbound/sending.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
afterEach(() => world.close());

type Lookup = (host: string) => Promise<readonly string[]>;

/** A world whose names lead where the test says; nothing is dialled, only noted. */
const openWorld = async (lookup: Lookup, policy = strict) => {
  const { fetch, dialled } = recorded();
  const { send } = createGuarded({ lookup, policy, fetch });
  world = await createWebhookTest({ send, timeoutMs: 200 });
  return dialled;
};

const send = async (url = 'https://hooks.example.test/hook') => {
  const { id } = await world.subscribe({ url });
  await world.publish();
  await world.drain();
  return id;
};

const attempts = async () =>
  (await world.deliveries()).map((delivery) => delivery.attempts.map(({ error }) => error));

describe('a name', () => {
  test.each<[string, readonly string[]]>([
    ['to this machine', ['127.0.0.1']],
    ['to the private network, by an alias of another name', ['10.0.0.7']],
    ['to the metadata of the cloud', ['169.254.169.254']],
    ['to a public and a private address', ['93.184.215.14', '10.0.0.7']],
    ['to a public IPv4 and a private IPv6 address', ['93.184.215.14', 'fd00::1']],
    ['to an IPv4 address in IPv6 clothes', ['::ffff:10.0.0.7']],
    ['through NAT64 to this machine', ['64:ff9b::7f00:1']],
    ['to three hundred addresses, one of them private', [...Array(299).fill('93.184.215.14'), '192.168.0.1']],
  ])('that leads %s is not dialled; the log says so and no more', async (_, addresses) => {
    const dialled = await openWorld(async () => addresses);
    await send();
    expect(dialled).toEqual([]);
    expect(await attempts()).toEqual([['refused_by_policy']]);
    expect(JSON.stringify(await world.deliveries())).not.toContain(String(addresses.at(-1)));
  });

  test('that is public when it is looked up first and private afterwards is refused from then on', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']];
    const dialled = await openWorld(async () => answers.shift() ?? ['127.0.0.1']);
    await send();
    await world.publish();
    await world.drain();
    expect(dialled).toHaveLength(1);
    expect(await attempts()).toEqual([[null], ['refused_by_policy']]);
  });

  test.each<[string, () => Promise<readonly string[]>]>([
    ['does not answer', () => new Promise(() => undefined)],
    ['answers SERVFAIL', () => Promise.reject(failing('DNS_ESERVFAIL'))],
  ])('whose server %s is looked up again, and nothing is charged to the endpoint', async (_, lookup) => {
    let answers = false;
    const dialled = await openWorld(() => (answers ? Promise.resolve(['93.184.215.14']) : lookup()));
    const id = await send();
    const { body } = await world.call('GET', `/api/v1/webhook-endpoints/${id}`);
    expect(body).toMatchObject({ failing_since: null, last_failed_at: null });
    answers = true;
    await world.drainAfter(15_000);
    expect(await attempts()).toEqual([['dns_unavailable', null]]);
    expect(dialled).toHaveLength(1);
  });

  test('in the network that the operator listed is dialled', async () => {
    const dialled = await openWorld(async () => ['127.0.0.9'], loopbackAllowed);
    await send('http://hooks.example.test/hook');
    expect(dialled).toEqual(['http://127.0.0.9/hook']);
  });

  test('that a person changes is judged anew: what waits goes there or nowhere', async () => {
    const dialled = await openWorld(async (host) =>
      host === 'inside.example.test' ? ['10.0.0.7'] : ['93.184.215.14'],
    );
    const id = await send();
    await world.call('PATCH', `/api/v1/webhook-endpoints/${id}`, {
      body: { url: 'https://inside.example.test/' },
    });
    await world.publish();
    await world.drain();
    expect(dialled).toHaveLength(1);
    expect(await attempts()).toEqual([[null], ['refused_by_policy']]);
  });
});
