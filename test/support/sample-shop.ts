import { insertPasskey } from '../../src/admins/passkey.store.ts';
import { listen } from '../../src/cli/listening.ts';
import { dayMs, hourMs } from '../../src/core/clock.ts';
import { createServer } from '../../src/server.ts';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import { runImports } from '../../src/workflows/imports/run-imports.ts';
import { runPayoutBatches } from '../../src/workflows/payouts/run-payout-batches.ts';
import { createTestApp, type TestApp, testOrigin } from './app.ts';
import type { AnswerBody } from './call.ts';
import { type Person, signIn } from './people.ts';
import { freePort } from './server-process.ts';

/** A shop with one of everything that the administration shows, served on loopback, with its owner signed in. */
export interface SampleShop {
  readonly it: TestApp;
  readonly url: string;
  readonly owner: Person;
  close(): Promise<void>;
}

/** Of the owner; no browser has it. */
const addPasskey = async ({ app }: TestApp): Promise<void> => {
  const { id: adminId } = await app.read.selectFrom('admins').select('id').executeTakeFirstOrThrow();
  await app.transact(testOrigin, ({ tx, now, ids }) =>
    insertPasskey(tx, {
      ...{ id: ids.mint('psk'), adminId, name: 'Phone', createdAt: now, lastUsedAt: null, counter: 0 },
      ...{ credentialId: 'Y3JlZGVudGlhbA', publicKey: 'a2V5', transports: ['internal'] },
    }),
  );
};

type Send = <Body = AnswerBody>(method: string, path: string, body?: object) => Promise<Body>;

/** @param seeded false for one in which nothing has been made yet */
export const openSampleShop = async ({ seeded = true } = {}): Promise<SampleShop> => {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const it = await createTestApp({ config: { host: '127.0.0.1', port, baseUrl: url } });
  const listening = listen(createServer(it.app), { host: '127.0.0.1', port });
  if (seeded) await seed(it);
  const owner = await signIn(it);
  if (seeded) await addPasskey(it);
  return {
    it,
    url,
    owner,
    async close() {
      await listening.stop();
      await it.close();
    },
  };
};

const seed = async (it: TestApp): Promise<void> => {
  const send = senderOf(it);
  await send('POST', '/api/v1/programs', { name: 'Fern & Pine Europe', currency: 'EUR' });
  const { id: programId } = await send('POST', '/api/v1/programs', {
    name: 'Fern & Pine',
    currency: 'USD',
    hold_days: 7,
    default_rule: { kind: 'percent', basis_points: 2_000 },
  });
  const program_id = programId;
  await listenIn(send, program_id);
  await it.app.drainer.start();
  await bringIn(it, send, program_id);
  const { letters, films, deals } = await introducePartners(send, program_id);
  await sellThings(it, send, program_id);
  it.clock.advance(8 * dayMs);
  await releaseDueCommissions(it.app.transact, 'req_release');
  await pay(it, send, program_id);
  await sellMore(it, send, program_id, [letters, films, deals]);
  await send('POST', '/api/v1/api-keys', { name: 'Shop backend', scopes: ['track:write'], program_id });
  await it.app.whenQuiet();
  const [endpoint] = (await send('GET', '/api/v1/webhook-endpoints')).data;
  const since = new Date(it.clock.now() - dayMs).toISOString();
  await send('POST', `/api/v1/webhook-endpoints/${endpoint?.id}/recovery`, { since, include: 'all' });
  await it.app.alerts.evaluate();
};

const senderOf =
  ({ call }: TestApp): Send =>
  async (method, path, body) => {
    const answer = await call(method, path, body && { body });
    if (answer.status < 300) return answer.body as never;
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  };

/** One receiver that takes everything, one that is out of order. */
const listenIn = async (send: Send, program_id: string): Promise<void> => {
  const good = await send<{ url: string }>('POST', '/api/v1/inspectors', { name: 'Bench', program_id });
  const broken = await send<{ url: string }>('POST', '/api/v1/inspectors', {
    name: 'Out of order',
    program_id,
    answer: { status: 500, body: 'out of order' },
  });
  const everything = { program_id, event_types: ['*', 'click.tracked'] };
  await send('POST', '/api/v1/webhook-endpoints', { name: 'Books', url: broken.url, ...everything });
  await send('POST', '/api/v1/webhook-endpoints', { name: 'CRM', url: good.url, ...everything });
};

const introducePartners = async (send: Send, program_id: string) => {
  const group = await send('POST', '/api/v1/groups', { program_id, name: 'Newsletters' });
  await send('POST', '/api/v1/tiers', { group_id: group.id, name: 'Bronze', threshold: 0 });
  await send('POST', '/api/v1/tiers', { group_id: group.id, name: 'Gold', threshold: 500_000 });
  const partner = (name: string, code: string, more: object = {}) =>
    send('POST', '/api/v1/partners', {
      ...{ program_id, name, code, email: `${code.toLowerCase()}@example.com` },
      ...more,
    });
  const letters = await partner('Leaf Letters', 'LEAF', { group_id: group.id });
  const films = await partner('Balcony Films and Garden Stories from the Seventh Floor', 'BALCONY');
  const deals = await partner('Green Deals', 'GREEN');
  const shop = 'https://shop.example.com/plants';
  await send('POST', '/api/v1/links', { partner_id: letters.id, destination_url: shop, slug: 'leaf' });
  await send('POST', '/api/v1/links', { partner_id: films.id, destination_url: shop, slug: 'balcony' });
  await send('POST', '/api/v1/promo-codes', { partner_id: deals.id, code: 'GREEN15' });
  await send('POST', '/api/v1/commission-rules', {
    ...{ program_id, kind: 'percent', basis_points: 3_000 },
    scope: { partner_id: deals.id },
  });
  await send('POST', '/api/v1/exchange-rates', {
    ...{ program_id, from: 'EUR', to: 'USD', rate: '1.08', source: 'ECB' },
    valid_from: '2026-05-01T00:00:00.000Z',
  });
  return { letters, films, deals };
};

const sellThings = async ({ clock, app }: TestApp, send: Send, program_id: string): Promise<void> => {
  for (const [at, slug] of ['leaf', 'balcony', 'leaf', 'leaf', 'balcony'].entries()) {
    await follow(app.config.baseUrl, slug);
    clock.advance((at + 1) * hourMs);
  }
  const customer = { customer_id: 'cust-1', customer_email: 'reader@example.com' };
  await send('POST', '/track/signup', { program: program_id, ...customer, partner: 'LEAF' });
  const purchase = (order_id: string, amount: number, more: object) =>
    send('POST', '/track/purchase', {
      ...{ program: program_id, order_id, amount, currency: 'USD' },
      ...more,
    });
  await purchase('1001', 4_900, { ...customer, tax: 400 });
  await purchase('1002', 12_000, { customer_id: 'cust-2', promo_code: 'GREEN15', discount: 1_800 });
  await purchase('1003', 24_900, { customer_id: 'cust-3', partner: 'BALCONY' });
  await purchase('1004', 2_500, { customer_id: 'cust-4' });
  await send('POST', '/track/refund', {
    program: program_id,
    order_id: '1003',
    refund_id: 'r1',
    amount: 4_900,
  });
};

const follow = async (baseUrl: string, slug: string): Promise<void> => {
  const headers = { 'user-agent': 'Mozilla/5.0 Chrome/140.0 Safari/537.36', 'sec-fetch-dest': 'document' };
  const response = await fetch(`${baseUrl}/r/${slug}`, { redirect: 'manual', headers });
  await response.body?.cancel();
};

/** One batch that is paid, one that waits. */
const pay = async ({ app }: TestApp, send: Send, program_id: string): Promise<void> => {
  const batch = await send('POST', '/api/v1/payout-batches', { program_id, note: 'May' });
  await send('POST', `/api/v1/payout-batches/${batch.id}/approval`);
  await runPayoutBatches(app);
  const { data } = await send('GET', `/api/v1/payouts?batch_id=${batch.id}`);
  const [first, second] = data;
  if (first) await send('POST', `/api/v1/payouts/${first.id}/completion`, { reference: 'BANK-1' });
  if (second) await send('POST', `/api/v1/payouts/${second.id}/submission`);
};

/** What is fresh: waiting commissions, one held, a bonus, a refund of what was paid, a draft batch. */
const sellMore = async (
  { clock }: TestApp,
  send: Send,
  program_id: string,
  [letters, films]: readonly AnswerBody[],
): Promise<void> => {
  for (let order = 2_001; order <= 2_012; order += 1) {
    clock.advance(3 * hourMs);
    const partner = ['LEAF', 'BALCONY', 'GREEN'][order % 3];
    const body = { order_id: String(order), customer_id: `cust-${order % 5}`, amount: order * 7, partner };
    await send('POST', '/track/purchase', { program: program_id, currency: 'USD', ...body });
  }
  await send('POST', '/track/refund', {
    program: program_id,
    order_id: '1002',
    refund_id: 'r2',
    amount: 12_000,
  });
  await send('POST', '/api/v1/commissions', {
    ...{ partner_id: letters?.id, amount: 5_000, note: 'Spring bonus' },
  });
  const [oldest] = (await send('GET', `/api/v1/conversions?program_id=${program_id}`)).data.toReversed();
  await send('POST', `/api/v1/conversions/${oldest?.id}/rejection`, { reason: 'test_order' });
  const { data } = await send('GET', `/api/v1/commissions?partner_id=${films?.id}&state=pending`);
  const [held] = data;
  if (held)
    await send('POST', `/api/v1/commissions/${held.id}/hold`, {
      reason: 'manual',
      note: 'Looks like a self-referral',
    });
};

const bringIn = async ({ app }: TestApp, send: Send, program_id: string): Promise<void> => {
  const csv = 'email,name\nbob@example.com,Bob\nnobody,No\n';
  const { id } = await send('POST', '/api/v1/imports', { program_id, kind: 'partners', csv, dry_run: false });
  for (let run = 0; run < 20; run += 1) {
    if ((await send('GET', `/api/v1/imports/${id}`)).state !== 'running') return;
    await runImports(app);
  }
};
