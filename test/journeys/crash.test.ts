import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { buildTimeoutMs, builtExecutable } from '../support/built-executable.ts';
import { createDice } from './dice.ts';
import { eventually } from './eventually.ts';
import { type Installation, install, journeyTimeoutMs } from './installation.ts';
import { type Journal, startLoad } from './merchant-load.ts';
import { openShop } from './shop.ts';
import { openStored, type Stored } from './stored.ts';
import { byStandardWebhooks } from './verifiers.ts';
import { type Answering, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

setDefaultTimeout(journeyTimeoutMs);

const crashes = 8;

const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

describe(`a process that is killed ${crashes} times at work (CRASH_SEED=${seed})`, () => {
  const dice = createDice(seed);
  let isCalm = false;
  const cleanup = new AsyncDisposableStack();
  let receiver: WebhookReceiver;
  let secret: string;
  let journal: Journal;
  let stored: Stored;

  /** Fails now and then, and takes its time now and then. */
  const moody: Answering = async () => {
    const chance = isCalm ? 100 : dice.below(100);
    if (chance === 0) await Bun.sleep(600);
    return new Response(null, { status: chance > 0 && chance < 5 ? 500 : 204 });
  };

  beforeAll(async () => {
    receiver = cleanup.use(startWebhookReceiver(moody));
    const installation = cleanup.use(await install([await builtExecutable()]));
    const shop = await openShop(installation, receiver);
    secret = shop.secret;
    const load = startLoad(shop, dice);
    journal = load.journal;
    for (let crash = 0; crash < crashes; crash += 1) {
      await load.answered(30 + dice.below(120));
      await Bun.sleep(dice.below(15));
      load.pause();
      await installation.kill();
      await installation.start();
      load.resume();
    }
    await load.answered(50);
    await load.finish();
    isCalm = true;
    stored = cleanup.use(openStored(installation.databasePath));
    await sendEverything(installation, stored);
    expect(await installation.stop()).toBe(0);
  }, 60_000 + buildTimeoutMs);
  afterAll(() => cleanup.disposeAsync());

  test('was killed with requests under way, after many were answered', () => {
    expect(journal.cut).toBeGreaterThan(0);
    expect(journal.answers).toBeGreaterThan(crashes * 30);
    expect(stored.column('pragma integrity_check')).toEqual(['ok']);
  });

  test('keeps every click whose id a visitor was sent on with', () => {
    const ids = new Set(stored.column('select id from clicks'));
    expect(journal.clicks.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('keeps every conversion it acknowledged, once for each key and order', () => {
    const conversions = stored.rows<{ id: string; idempotency_key: string; order_id: string | null }>(
      'select id, idempotency_key, order_id from conversions order by idempotency_key',
    );
    const promised = journal.told.map(({ key, body, answer }) => ({
      id: String(answer?.id),
      idempotency_key: key,
      order_id: body.order_id ?? null,
    }));
    expect(conversions).toEqual(promised.sort(byKey) as typeof conversions);
  });

  test('keeps one commission of each purchase, as it was answered', () => {
    const commissions = stored.rows<{ id: string; conversion_id: string; amount_minor: number }>(
      'select id, conversion_id, amount_minor from commissions order by id',
    );
    const promised = journal.told.flatMap(({ answer }) =>
      (answer?.commissions ?? []).map(({ id, amount }) => ({
        id,
        conversion_id: answer?.id ?? '',
        amount_minor: amount,
      })),
    );
    expect(promised.length).toBe(journal.told.filter(({ operation }) => operation === 'purchase').length);
    expect(commissions).toEqual(promised.sort((one, other) => (one.id < other.id ? -1 : 1)));
  });

  test('keeps a ledger that sums to zero, and balances that equal it and the commissions', () => {
    expect(stored.rows(unbalancedTransactions)).toEqual([]);
    const ledger = stored.rows(earnedBy('ledger_entries', "account = 'pending'"));
    expect(ledger.length).toBe(2);
    expect(stored.rows(earnedBy('commissions', "state = 'pending'"))).toEqual(ledger);
    expect(
      stored.rows('select partner_id, pending_minor as minor from balances order by partner_id'),
    ).toEqual(ledger);
  });

  test('has recorded each event with its cause, once, and one delivery of each', () => {
    for (const [type, caused] of Object.entries(causes)) {
      const told = stored.column(`select entity_id from events where type = '${type}' order by entity_id`);
      expect(told).toEqual(stored.column(`${caused} order by id`));
    }
    const kinds = new Set([...Object.keys(causes), ...typesBeforeTheEndpoint]);
    expect(stored.column('select distinct type from events').filter((type) => !kinds.has(type))).toEqual([]);
    const delivered = "select event_id from deliveries where origin = 'commit' and state = 'delivered'";
    const events = `select id from events where type in (${[...Object.keys(causes)].map((type) => `'${type}'`)})`;
    expect(stored.column(`${delivered} order by event_id`)).toEqual(stored.column(`${events} order by id`));
    expect(stored.count('select id from deliveries')).toBe(stored.count(events));
  });

  test('has told each event, verified, and none that is not there', () => {
    expect([...receiver.accepted()].sort()).toEqual(
      stored.column('select event_id from deliveries order by event_id'),
    );
    const ids = new Set(stored.column('select event_id from deliveries'));
    expect(receiver.arrivals.filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(receiver.arrivals.filter((arrival) => !byStandardWebhooks(arrival, secret))).toEqual([]);
  });

  test('has told an event again only after a failure or a crash, with the same bytes', () => {
    const recorded = new Map(
      stored
        .rows<{ event_id: string; statuses: string }>(attemptsByEvent)
        .map((row) => [row.event_id, row.statuses.split(' ')]),
    );
    for (const [id, arrivals] of Map.groupBy(receiver.arrivals, (arrival) => arrival.id)) {
      const statuses = recorded.get(id) ?? [];
      // Failures, then one success: nothing was sent on purpose after that.
      expect(statuses).toEqual([...Array(statuses.length - 1).fill('500'), '204']);
      const times = Map.groupBy(arrivals, ({ headers }) => Number(headers['webhook-attempt']));
      // Each attempt came; one whose end was lost in a crash came again under the same number.
      expect([...times.keys()].toSorted((one, other) => one - other)).toEqual(
        statuses.map((_, index) => index + 1),
      );
      for (const same of times.values()) expect(same.length).toBeWithin(1, crashes + 2);
      expect(new Set(arrivals.map(({ rawBody }) => rawBody)).size).toBe(1);
    }
  });
});

/** What waits for its next retry does not wait any longer; resolves when nothing is left to send. */
const sendEverything = (installation: Installation, stored: Stored) =>
  eventually('all deliveries to arrive', async () => {
    const later = `select id from deliveries where state = 'pending' and next_attempt_at > ${Date.now() + 1_000}`;
    for (const id of stored.column(later)) await installation.call('POST', `/api/v1/deliveries/${id}/retry`);
    return stored.count("select id from deliveries where state <> 'delivered'") === 0 ? true : undefined;
  });

const byKey = (one: { idempotency_key: string }, other: { idempotency_key: string }): number =>
  one.idempotency_key < other.idempotency_key ? -1 : 1;

const unbalancedTransactions = `
  select transaction_id from ledger_entries group by transaction_id, currency having sum(amount_minor) <> 0`;

const earnedBy = (table: string, condition: string): string =>
  `select partner_id, sum(amount_minor) as minor from ${table} where ${condition} group by partner_id order by partner_id`;

/** What each type of event tells of: exactly the rows that brought it about. */
const causes = {
  'click.tracked': 'select id from clicks where is_bot = 0 and is_duplicate = 0',
  'conversion.created': 'select id from conversions',
  'conversion.qualified': "select id from conversions where state = 'qualified'",
  'referral.created': 'select id from referrals',
  'referral.converted': "select id from referrals where state = 'converted'",
  'commission.created': 'select id from commissions',
};

const typesBeforeTheEndpoint = ['partner.registered', 'partner.approved', 'partner.updated'];

const attemptsByEvent = `
  select event_id, group_concat(status, ' ' order by number) as statuses
  from attempts join deliveries on deliveries.id = attempts.delivery_id group by event_id`;
