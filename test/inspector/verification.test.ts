import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { minuteMs } from '../../src/core/clock.ts';
import { formatNames } from '../../src/webhooks/formats/formats.ts';
import { createInspectorTest, type InspectorTest, type RequestBody } from './support/inspector-test.ts';

let it: InspectorTest;
beforeEach(async () => {
  it = await createInspectorTest();
});
afterEach(() => it.close());

/** An endpoint at an inspector that verifies with the endpoint's secrets, and the one delivery it got. */
const inspected = async (endpointFields: object = {}) => {
  const inspector = await it.inspector();
  const endpoint = await it.endpoint(inspector.url, { ...endpointFields });
  await it.call('PATCH', `/api/v1/inspectors/${inspector.id}`, { body: { endpoint_id: endpoint.id } });
  const eventId = await it.deliver();
  const [request] = await it.recorded(inspector.id);
  if (!request) throw new Error('nothing was recorded');
  return { inspector, endpoint, eventId, request };
};

/** Sends a recorded request once more, changed as told, and answers what is made of it. */
const again = async (
  url: string,
  inspectorId: string,
  { headers, body }: RequestBody,
  change: { headers?: Record<string, string | null>; body?: string | Uint8Array<ArrayBuffer> } = {},
): Promise<RequestBody['verification']> => {
  const sent = new Headers(headers);
  for (const name of ['host', 'content-length', 'connection']) sent.delete(name);
  for (const [name, value] of Object.entries(change.headers ?? {})) {
    if (value === null) sent.delete(name);
    else sent.set(name, value);
  }
  await fetch(url, { method: 'POST', headers: sent, body: change.body ?? body });
  const last = (await it.recorded(inspectorId)).at(-1);
  if (!last) throw new Error('nothing was recorded');
  return last.verification;
};

describe('a delivery of our own', () => {
  test.each(formatNames.map((format) => [format]))('verifies in the format %s', async (format) => {
    const { eventId, request } = await inspected({ format });
    const [delivery] = await it.deliveries();
    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ status: 200 }] });
    expect(request.verification).toMatchObject({
      format,
      ok: true,
      why: 'It is signed with the current secret.',
      timestamp_age_seconds: 0,
      event: { id: eventId, attempt: 1 },
      duplicate_of: null,
    });
    expect(request.verification.checked.length).toBeGreaterThan(0);
    expect(request.verification.event.type).toBeString();
  });

  test.each(formatNames.map((format) => [format]))(
    'verifies in the format %s with the secret alone, too, and fails with another one',
    async (format) => {
      const { endpoint, request } = await inspected({ format });
      const knowing = await it.inspector({ format, secret: endpoint.secret });
      expect(await again(knowing.url, knowing.id, request)).toMatchObject({
        ok: true,
        why: 'It is signed with the given secret.',
      });
      const mistaken = await it.inspector({ format, secret: `whsec_${'A'.repeat(48)}` });
      const verdict = await again(mistaken.url, mistaken.id, request);
      expect(verdict.ok).toBe(false);
      expect(verdict.why).toContain('the body was changed or another secret is used');
    },
  );

  test('verifies with the header that its endpoint chose', async () => {
    const signature = { header: 'X-Partner-Hmac', encoding: 'base64', prefix: 'HMAC ' };
    const { request } = await inspected({ format: 'track360', settings: { signature } });
    expect(request.verification.ok).toBe(true);
    expect(request.verification.checked.map(({ header }) => header)).toContain('X-Partner-Hmac');
    expect(request.headers['x-partner-hmac']).toStartWith('HMAC ');
  });

  test('says which secret signed it while both do', async () => {
    const { inspector, endpoint } = await inspected();
    const rotation = await it.call('POST', `/api/v1/webhook-endpoints/${endpoint.id}/secret-rotation`, {
      body: {},
    });
    expect(rotation.status).toBe(200);
    await it.deliver();
    const { verification } = (await it.recorded(inspector.id)).at(-1) ?? {};
    expect(verification?.ok).toBe(true);
    expect(verification?.why).toBe(
      'svix-signature is signed with the previous secret, webhook-signature is signed with the current secret.',
    );
  });
});

describe('what is not as we sent it', () => {
  test('a changed body does not fit', async () => {
    const { inspector, request } = await inspected();
    const verdict = await again(inspector.url, inspector.id, request, { body: `${request.body} ` });
    expect(verdict.ok).toBe(false);
    expect(verdict.why).toBe('svix-signature does not fit: the body was changed or another secret is used.');
    expect(verdict.checked.map(({ ok }) => ok)).toEqual([false, false]);
  });

  test('a body that is no text does not fit', async () => {
    const { inspector, request } = await inspected();
    const verdict = await again(inspector.url, inspector.id, request, { body: new Uint8Array([0xff, 0xfe]) });
    expect(verdict.why).toContain('the body is not the UTF-8 text that was signed');
  });

  test.each([['svix-signature'], ['webhook-signature']])('a missing %s is named', async (header) => {
    const { inspector, request } = await inspected();
    const verdict = await again(inspector.url, inspector.id, request, { headers: { [header]: null } });
    expect(verdict.ok).toBe(false);
    expect(verdict.why).toBe(`${header} is missing.`);
  });

  test('a request without any signature is told which there should be', async () => {
    const { inspector } = await inspected();
    await fetch(inspector.url, { method: 'POST', body: '{}' });
    const { verification } = (await it.recorded(inspector.id)).at(-1) ?? {};
    expect(verification).toMatchObject({
      ok: false,
      why: 'There is no signature header; svix-signature and webhook-signature should be there.',
      event: { id: null, type: null, attempt: null },
    });
  });

  test('a list where receivers expect one value does not fit', async () => {
    const { inspector, request } = await inspected();
    const doubled = `${request.headers['svix-signature']} v1,other`;
    const verdict = await again(inspector.url, inspector.id, request, {
      headers: { 'svix-signature': doubled },
    });
    expect(verdict.why).toBe('svix-signature has several values, and receivers expect one.');
  });

  test('a signature without its timestamp cannot be checked', async () => {
    const { inspector, request } = await inspected();
    const headers = { 'webhook-timestamp': null, 'svix-timestamp': null };
    const verdict = await again(inspector.url, inspector.id, request, { headers });
    expect(verdict.why).toBe('svix-signature cannot be checked without svix-timestamp.');
  });

  test('an old one is refused, and one from the future, though well signed', async () => {
    const { inspector, request } = await inspected();
    it.clock.advance(12 * minuteMs);
    const old = await again(inspector.url, inspector.id, request);
    expect(old).toMatchObject({ ok: false, why: 'The timestamp is 12 minutes old.' });
    expect(old.timestamp_age_seconds).toBe(720);
    expect(old.checked.every(({ ok }) => ok)).toBe(true);
    it.clock.advance(-32 * minuteMs);
    const early = await again(inspector.url, inspector.id, request);
    expect(early.why).toBe('The timestamp is 20 minutes in the future.');
  });

  test('a repeated event names the request that brought it first', async () => {
    const { inspector, request } = await inspected();
    const verdict = await again(inspector.url, inspector.id, request);
    expect(verdict).toMatchObject({ ok: true, duplicate_of: request.id });
  });
});

test('without a secret it records and judges nothing', async () => {
  const inspector = await it.inspector();
  await fetch(inspector.url, { method: 'POST', body: '{"id":"evt_x","type":"order.paid","attempt":3}' });
  const [request] = await it.recorded(inspector.id);
  expect(request?.verification).toEqual({
    format: 'tributary',
    ok: null,
    why: 'There is no secret to verify with.',
    checked: [],
    timestamp_age_seconds: null,
    event: { id: 'evt_x', type: 'order.paid', attempt: 3 },
    duplicate_of: null,
  });
});

test('once its endpoint is deleted there is nothing to verify with', async () => {
  const { inspector, endpoint, request } = await inspected();
  await it.call('DELETE', `/api/v1/webhook-endpoints/${endpoint.id}`);
  expect(await again(inspector.url, inspector.id, request)).toMatchObject({ ok: null });
});

describe('what receivers of each format would say', () => {
  const verdicts = async (inspectorId: string, requestId: string) => {
    const path = `/api/v1/inspectors/${inspectorId}/requests/${requestId}/verifications`;
    const { body } = await it.call<{ data: { format: string; ok: boolean; why: string }[] }>('GET', path);
    return body.data;
  };

  test('is told beside the verdict of the chosen one, by what each of them checks', async () => {
    const { inspector, request } = await inspected({ format: 'standard' });
    const found = await verdicts(inspector.id, request.id);
    expect(found.map(({ format, ok }) => [format, ok])).toEqual([
      ['tributary', false],
      ['standard', true],
      ['affiliatebase', false],
      ['affonso', false],
      ['track360', false],
    ]);
    expect(found[0]?.why).toBe('svix-signature is missing.');
  });

  test('is nothing without a secret to check with', async () => {
    const inspector = await it.inspector();
    await fetch(inspector.url, { method: 'POST', body: 'x' });
    const [request] = await it.recorded(inspector.id);
    expect(await verdicts(inspector.id, request?.id ?? '')).toEqual([]);
  });
});
