import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { AnswerBody } from '../support/call.ts';
import { fromSource } from '../support/process.ts';
import { eventually } from './eventually.ts';
import { type Installation, install, journeyTimeoutMs } from './installation.ts';

setDefaultTimeout(journeyTimeoutMs);

/** With no setting at all: neither plain http nor this machine is allowed. */
let shop: Installation;
beforeAll(async () => {
  shop = await install(fromSource, {});
});
afterAll(() => shop[Symbol.asyncDispose]());

const make = async (path: string, body: object): Promise<AnswerBody> => {
  const answer = await shop.call('POST', path, { body });
  expect([answer.status, answer.body.code]).toEqual([201, undefined as never]);
  return answer.body;
};

test('on a fresh installation webhooks are tried with an inspector, from the first sale on', async () => {
  await shop.build.program();
  const partner = await shop.build.partner({ code: 'LEAF' });
  const inspector = await make('/api/v1/inspectors', { name: 'Trial' });
  const endpoint = await make('/api/v1/webhook-endpoints', {
    ...{ name: 'Trial', url: inspector.url, event_types: ['commission.created'] },
  });
  const at = `/api/v1/inspectors/${inspector.id}`;
  await shop.call('PATCH', at, { body: { endpoint_id: endpoint.id } });
  const sale = { order_id: '1001', customer_id: '4711', partner: partner.id, amount: 5_000, currency: 'USD' };
  expect((await shop.call('POST', '/track/purchase', { body: sale })).status).toBe(201);

  const [request] = await eventually('the webhook at the inspector', async () => {
    const { body } = await shop.call('GET', `${at}/requests`);
    return body.data.length > 0 ? body.data : undefined;
  });
  expect(request).toMatchObject({
    answered_status: 200,
    verification: { ok: true, event: { type: 'commission.created', attempt: 1 } },
  });
  await eventually('the delivery to be recorded', async () => {
    const { body } = await shop.call('GET', '/api/v1/deliveries?state=delivered');
    return body.data.length === 1 ? true : undefined;
  });
});

test('and nothing else on the same machine is reached', async () => {
  for (const url of [`${shop.url}/healthz`, `${shop.url}/inspect/x`, `${shop.url}/track/purchase`]) {
    const body = { name: 'Other', url, event_types: ['*'] };
    const answer = await shop.call('POST', '/api/v1/webhook-endpoints', { body });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, 'url']);
  }
});
