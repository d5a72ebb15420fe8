import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { buildTimeoutMs, builtExecutable } from '../support/built-executable.ts';
import { fromSource } from '../support/process.ts';
import { eventually } from './eventually.ts';
import { type Installation, install, journeyTimeoutMs } from './installation.ts';
import { allOf } from './pages.ts';
import { asAffiliateBaseDocuments, byStandardWebhooks, loadAffiliateBaseCode } from './verifiers.ts';
import { type ReceivedEvent, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

setDefaultTimeout(journeyTimeoutMs);

/** What is sold, as it is and as it is shipped: the same journey from an empty folder to a restart. */
const products = [
  ['the sources', () => Promise.resolve(fromSource)],
  ['the executable', async () => [await builtExecutable()]],
] as const;

interface Problem {
  readonly code: string;
  readonly errors: readonly { readonly path: string }[];
}

describe.each(products)('a sale with %s', (_name, productOf) => {
  const cleanup = new AsyncDisposableStack();
  let shop: Installation;
  let receiver: WebhookReceiver;
  let secret: string;
  let partnerId: string;
  let clickId: string;
  /** Webhooks under way side by side; an endpoint in order gets one at a time. */
  let mostAtOnce = 0;
  const eventsBefore: string[] = [];

  beforeAll(async () => {
    receiver = cleanup.use(
      startWebhookReceiver(async () => {
        mostAtOnce = Math.max(mostAtOnce, receiver.arrivals.filter(({ status }) => status === null).length);
        // Long enough for another one to come meanwhile, if it were sent.
        await Bun.sleep(5);
        return new Response(null, { status: 204 });
      }),
    );
    shop = cleanup.use(await install(await productOf()));
  }, buildTimeoutMs);
  afterAll(() => cleanup.disposeAsync());

  const track = async (operation: string, body: object, key?: string) =>
    await shop.call<TrackAnswer & Problem>('POST', `/track/${operation}`, {
      body,
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
    });
  const list = (path: string) => allOf(shop.call, path);
  /** All deliveries once none is under way: an answer is recorded a moment after it was given. */
  const settled = () =>
    eventually('deliveries to end', async () => {
      const deliveries = await list('/api/v1/deliveries');
      return deliveries.some(({ state }) => state === 'sending') ? undefined : deliveries;
    });

  test('begins with a program, a rule, a partner with link and code, and a webhook endpoint', async () => {
    const program = await shop.build.program({ name: 'Fern & Pine', window_days: 60, hold_days: 14 });
    expect(program).toMatchObject({ currency: 'USD', publishable_key: expect.any(String) });
    const partner = await shop.build.partner({ name: 'Leaf Letters', email: 'letters@example.com' });
    partnerId = partner.id;
    const rule = { kind: 'percent', basis_points: 3_000, scope: { partner_id: partnerId } };
    expect(await shop.build.rule(rule)).toMatchObject({ version: 1 });
    const destination_url = 'https://shop.example.com/plants?sort=new#top';
    const link = await shop.build.link(partnerId, { slug: 'leaf', destination_url, sub1: 'issue-12' });
    expect(link).toMatchObject({ url: `${shop.url}/r/leaf` });
    await shop.build.promoCode(partnerId, 'GREEN15');
    eventsBefore.push(...(await list('/api/v1/events')).map((event) => event.id));
    const body = { name: 'CRM', url: receiver.url, event_types: ['*', 'click.tracked'], fifo: true };
    const endpoint = await shop.call('POST', '/api/v1/webhook-endpoints', { body });
    expect(endpoint).toMatchObject({ status: 201, body: { state: 'active', verified: false } });
    secret = String(endpoint.body.secret);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{48}$/);
  });

  test('brings a visitor by the link, with a click id in the address and the same in a cookie', async () => {
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
    const answer = await shop.call('GET', '/r/leaf?sub2=footer', { key: null, headers });
    expect(answer.status).toBe(302);
    const location = String(answer.headers.get('location'));
    clickId = new URL(location).searchParams.get('click_id') ?? '';
    expect(clickId).toMatch(/^clk_[0-9a-z]{26,}$/);
    expect(location).toBe(`https://shop.example.com/plants?sort=new&click_id=${clickId}#top`);
    expect(answer.headers.getSetCookie()).toEqual([
      `trb_click=${clickId}; Path=/; Max-Age=5184000; HttpOnly; SameSite=Lax`,
    ]);
    const { body } = await shop.call('GET', `/api/v1/clicks/${clickId}`);
    expect(body).toMatchObject({ partner_id: partnerId, sub1: 'issue-12', sub2: 'footer' });
  });

  test('records a signup and earns by click id, by relayed cookie and by a code in other capitals', async () => {
    const signup = await track('signup', { customer_id: 'ann', click_id: clickId }, 'signup-ann');
    expect(signup).toMatchObject({ status: 201, body: { type: 'signup', attributed: true } });
    const byClick = await track('purchase', { ...sale('1001', 5_000), click_id: clickId, tax: 400 });
    const byCookie = await track('purchase', { ...sale('1002', 2_000), click_cookie: clickId });
    const byCode = await track('purchase', { ...sale('1003', 999), promo_code: 'gReEn15' });
    const shown: unknown[] = [byClick, byCookie, byCode].map(({ status, body }) => [
      status,
      body.attribution.method,
      body.attribution.partner_id,
      body.commissions.map(({ amount, currency, state }) => [amount, currency, state]),
    ]);
    expect(shown).toEqual([
      [201, 'click_id', partnerId, [[1_380, 'USD', 'pending']]],
      [201, 'cookie', partnerId, [[600, 'USD', 'pending']]],
      [201, 'promo_code', partnerId, [[300, 'USD', 'pending']]],
    ]);
    expect(byCode.body.attribution.promo_code).toBe('GREEN15');
  });

  test('is recorded once, however often it is told, and never as another one', async () => {
    const renewal = { customer_id: 'ann', amount: 1_000, currency: 'USD' };
    const first = await track('purchase', renewal, 'renewal-1');
    expect(first).toMatchObject({ status: 201, body: { attribution: { method: 'referral' } } });
    const again = await track('purchase', renewal, 'renewal-1');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(again.body).toEqual({ ...first.body, replayed: true });
    const other = await track('purchase', { ...renewal, amount: 1_001 }, 'renewal-1');
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict']);
    const sameOrder = await track('purchase', sale('1003', 999), 'another-key');
    expect([sameOrder.status, sameOrder.body.replayed]).toEqual([200, true]);
    const otherAmount = await track('purchase', sale('1003', 998), 'a-third-key');
    expect([otherAmount.status, otherAmount.body.code]).toEqual([409, 'duplicate_order']);
  });

  test('that nobody brought is kept for a later claim; a batch takes what is new and knows the rest', async () => {
    const unattributed = await track('purchase', { ...sale('1004', 700), customer_id: 'bob' });
    expect(unattributed.body).toMatchObject({ attributed: false, commissions: [], referral_id: null });
    const items = [
      { operation: 'signup', customer_id: 'cleo', partner: partnerId },
      { operation: 'purchase', ...sale('1005', 100), customer_id: 'cleo' },
      { operation: 'purchase', ...sale('1004', 700), customer_id: 'bob' },
      { operation: 'purchase', ...sale('1006', -1) },
    ];
    const { body } = await shop.call<{ results: { status: number }[] }>('POST', '/track/batch', {
      body: { items },
    });
    expect(body.results.map(({ status }) => status)).toEqual([201, 201, 200, 422]);
  });

  test('is on the lists, with the balance it made', async () => {
    const conversions = await list('/api/v1/conversions');
    expect(conversions.map(({ order_id }) => order_id)).toEqual(
      ['1005', null, '1004', null, '1003', '1002', '1001', null], // newest first
    );
    const commissions = await list(`/api/v1/commissions?partner_id=${partnerId}`);
    expect(commissions.map(({ amount }) => amount)).toEqual([30, 300, 300, 600, 1_380]);
    const balances = await shop.call('GET', `/api/v1/balances?partner_id=${partnerId}`);
    expect(balances.body.data).toMatchObject([{ currency: 'USD', pending: 2_610, balance: 2_610, paid: 0 }]);
    expect((await list('/api/v1/referrals')).map(({ state }) => state)).toEqual(['converted', 'converted']);
    expect((await list('/api/v1/customers')).length).toBe(3);
    expect((await list('/api/v1/clicks')).map(({ id }) => id)).toEqual([clickId]);
  });

  test('is told in every event once, in order, and every receiver can verify it', async () => {
    const events = (await list('/api/v1/events')).filter(({ id }) => !eventsBefore.includes(id)).reverse();
    await receiver.until('all events', () => receiver.accepted().size === events.length);
    expect(receiver.arrivals.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(receiver.arrivals.map(({ type }) => type)).toEqual(typesOfTheDay);
    expect(mostAtOnce).toBe(1);
    expectGrowingVersions(receiver.arrivals.map(({ event }) => event));
    const printed = await loadAffiliateBaseCode();
    for (const arrival of receiver.arrivals) {
      expect(arrival.headers).toMatchObject({ 'webhook-id': arrival.id, 'svix-id': arrival.id });
      for (const verify of [byStandardWebhooks, asAffiliateBaseDocuments, ...(printed ? [printed] : [])]) {
        expect(verify(arrival, secret)).toBe(true);
        expect(verify({ ...arrival, rawBody: `${arrival.rawBody} ` }, secret)).toBe(false);
      }
    }
    const deliveries = await settled();
    expect(new Set(deliveries.map(({ event_id }) => event_id)).size).toBe(events.length);
    expect(deliveries.map(({ state }) => state)).toEqual(events.map(() => 'delivered'));
  });

  test('is described by the OpenAPI document that it serves', async () => {
    const { status, body } = await shop.call('GET', '/api/openapi.json', { key: null });
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) });
    expect(Object.keys(body.paths as object)).toContain('/track/purchase');
  });

  test('is all there after an orderly stop and another start', async () => {
    const lists = ['conversions', 'commissions', 'referrals', 'customers', 'clicks', 'events', 'deliveries'];
    const read = () => Promise.all(lists.map((name) => list(`/api/v1/${name}`)));
    const before = await read();
    const arrived = receiver.arrivals.length;
    expect(await shop.stop()).toBe(0);
    expect(shop.log()).toContain('"event":"stopped"');
    await shop.start();
    expect(await read()).toEqual(before);
    const again = await track('purchase', { ...sale('1001', 5_000), click_id: clickId, tax: 400 });
    expect(again).toMatchObject({ status: 200, body: { replayed: true } });
    const next = await track('purchase', { ...sale('1007', 100), customer_id: 'ann' }, 'after-restart');
    expect(next.body).toMatchObject({ attributed: true, commissions: [{ amount: 30 }] });
    await receiver.until('the events after the restart', () => receiver.accepted().size === arrived + 3);
    expect(receiver.arrivals.length).toBe(arrived + 3);
    expect(await shop.stop()).toBe(0);
  });
});

const sale = (order_id: string, amount: number) => ({ order_id, amount, currency: 'USD' });

const lead = ['conversion.created', 'referral.created', 'conversion.qualified'];
const earning = ['conversion.created', 'conversion.qualified', 'commission.created'];
const firstEarning = [
  'conversion.created',
  'conversion.qualified',
  'referral.converted',
  'commission.created',
];
const unattributed = ['conversion.created', 'conversion.qualified'];

/** Each line is one request. */
const typesOfTheDay = [
  ['click.tracked'],
  lead,
  earning,
  earning,
  earning,
  firstEarning,
  unattributed,
  lead,
  firstEarning,
].flat();

/** Receivers may drop what is older than what they know of the same thing. */
const expectGrowingVersions = (events: readonly ReceivedEvent[]): void => {
  const known = new Map<string, number>();
  for (const { data, entity_version } of events) {
    expect(entity_version).toBeGreaterThan(known.get(data.id) ?? 0);
    known.set(data.id, entity_version);
  }
};
