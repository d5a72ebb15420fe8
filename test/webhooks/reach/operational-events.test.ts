import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../../src/core/ids.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

interface EventBody {
  readonly id: string;
  readonly type: string;
  readonly program_id: string;
  readonly data: { readonly endpoint_id?: string };
}

let it: WebhookTest;
/** Of one program; the installation has others. */
let key: string;
let own: string;
let ofAll: string;

beforeAll(async () => {
  it = await createWebhookTest();
  const program = (await it.build.program({ name: 'Shoes' })).id as ProgramId;
  key = await it.build.key({ scopes: ['read', 'write'], programId: program });
  own = (await it.subscribe({ name: 'Own', program_id: program })).id;
  ofAll = (await it.subscribe({ name: 'Warehouse of the operator' })).id;
  await it.publish('commission.created', program);
  await it.drain();
  it.receiver.answer(() => new Response(null, { status: 400 }));
  await it.call('PATCH', `/api/v1/webhook-endpoints/${ofAll}`, { body: { retry_policy: 'track360' } });
  await it.publish('commission.created', program);
  await it.drain();
  it.receiver.answer(() => new Response(null, { status: 410 }));
  await it.publish('commission.created', program);
  await it.drain();
});
afterAll(() => it.close());

const events = async (as?: string, query = ''): Promise<readonly EventBody[]> => {
  const { body } = await it.call<{ data: EventBody[] }>(
    'GET',
    `/api/v1/events?limit=200${query}`,
    as ? { key: as } : {},
  );
  return body.data;
};

const operational = async (as?: string) =>
  (await events(as)).filter(({ type }) => /^(delivery|endpoint)\./.test(type));

describe('what happened to endpoints', () => {
  test('is shown to a key of all programs, whosever they are', async () => {
    const about = (await operational()).map(({ data }) => data.endpoint_id);
    expect(new Set(about)).toEqual(new Set([own, ofAll]));
  });

  test('is kept from a key of a program when they reach more than that', async () => {
    const shown = await operational(key);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.map(({ data }) => data.endpoint_id)).toEqual(shown.map(() => own));
    expect(JSON.stringify(await events(key))).not.toContain('Warehouse');
  });

  test('is not there for such a key under its id either, to read, to replay or to expunge', async () => {
    const admin = await it.build.key({
      scopes: ['read', 'write', 'admin'],
      programId: String((await events(key))[0]?.program_id),
    });
    const foreign = (await operational()).filter(({ data }) => data.endpoint_id === ofAll);
    expect(foreign.length).toBeGreaterThan(0);
    for (const { id } of foreign) {
      expect((await it.call('GET', `/api/v1/events/${id}`, { key: admin })).status).toBe(404);
      expect((await it.call('POST', `/api/v1/events/${id}/replay`, { key: admin })).status).toBe(404);
      expect((await it.call('DELETE', `/api/v1/events/${id}/payload`, { key: admin })).status).toBe(404);
      expect((await it.call('GET', `/api/v1/events/${id}`)).status).toBe(200);
    }
    const [mine] = await operational(key);
    expect((await it.call('GET', `/api/v1/events/${mine?.id}`, { key: admin })).status).toBe(200);
  });
});
