import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { systemClock } from '../../src/core/clock.ts';
import { examine } from '../../src/doctor/examination.ts';
import { fromSource } from '../support/process.ts';
import { createDice } from './dice.ts';
import { eventually } from './eventually.ts';
import { type Installation, install, journeyTimeoutMs } from './installation.ts';
import { type MoneyJournal, startMoneyLoad } from './money-load.ts';
import { openStored, type Stored } from './stored.ts';

setDefaultTimeout(journeyTimeoutMs);

const crashes = 6;
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

describe(`a process that is killed ${crashes} times while money moves (CRASH_SEED=${seed})`, () => {
  const dice = createDice(seed);
  const cleanup = new AsyncDisposableStack();
  let at: Installation;
  let journal: MoneyJournal;
  let stored: Stored;

  beforeAll(async () => {
    at = cleanup.use(await install(fromSource));
    const program = { hold_days: 0, approval: 'manual', payout_threshold: 0 };
    await at.build.program(program);
    const partners = [await at.build.partner(), await at.build.partner(), await at.build.partner()];
    const load = startMoneyLoad(
      at,
      partners.map(({ id }) => id),
      dice,
    );
    journal = load.journal;
    for (let crash = 0; crash < crashes; crash += 1) {
      await load.answered(60 + dice.below(100));
      await Bun.sleep(dice.below(10));
      load.pause();
      await at.kill();
      await at.start();
      load.resume();
    }
    await load.answered(50);
    await load.finish();
    stored = cleanup.use(openStored(at.databasePath));
    await eventually('all batches to be worked through', async () =>
      stored.count('select id from payout_batches where step_json is not null') === 0 ? true : undefined,
    );
    await endPayouts(at);
    expect(await at.stop()).toBe(0);
  }, 90_000);
  afterAll(() => cleanup.disposeAsync());

  test('was killed with requests under way, after money had been paid, held and refunded', () => {
    expect(journal.cut).toBeGreaterThan(0);
    for (const state of ['completed', 'canceled']) {
      expect([state, stored.count(`select id from payouts where state = '${state}'`)]).not.toEqual([
        state,
        0,
      ]);
    }
    expect(journal.refunds.length).toBeGreaterThan(0);
    expect(stored.count("select id from commissions where kind = 'clawback'")).toBeGreaterThan(0);
  });

  test('leaves a database in which the doctor finds nothing', async () => {
    const { results } = await examine(at.databasePath, { clock: systemClock, looksAtFile: true });
    expect(results.filter(({ violations }) => violations > 0)).toEqual([]);
  });

  test('has lost nothing that was acknowledged, and stored nothing twice', () => {
    const sales = stored.column('select id from conversions order by id');
    expect(sales).toEqual(journal.sales.map(({ id }) => id).sort());
    const refunds = stored.rows(
      'select refund_id as id, amount_minor as amount from refunds order by refund_id',
    );
    const promised = journal.refunds.map(({ id, amount }) => ({ id, amount }));
    expect(refunds).toEqual(promised.sort((one, other) => (one.id < other.id ? -1 : 1)));
    const bonuses = stored.rows(
      "select id, amount_minor as amount from commissions where kind = 'bonus' order by id",
    );
    expect(bonuses).toEqual(journal.bonuses.toSorted((one, other) => (one.id < other.id ? -1 : 1)));
    const completed = new Set(stored.column("select id from payouts where state = 'completed'"));
    expect([...journal.completed].filter((id) => !completed.has(id))).toEqual([]);
  });

  test('owes and has paid what the sales earned less their refunds, and the bonuses, to the cent', () => {
    const earned = journal.sales.map(({ order, amount }) => {
      const refunded = sum(journal.refunds.filter((one) => one.order === order).map((one) => one.amount));
      const commission = half(amount * 2_000, 10_000);
      return commission - half(commission * Math.min(amount, refunded), amount);
    });
    const [balance] = stored.column<number>(
      'select sum(pending_minor + held_minor + due_minor + processing_minor + paid_minor) from balances',
    );
    expect(balance).toBe(sum(earned) + sum(journal.bonuses.map(({ amount }) => amount)));
  });

  test('has paid nothing twice: what left is what the completed payouts were, each told once', () => {
    const [paid] = stored.column<number>('select sum(paid_minor) from balances');
    const [left] = stored.column<number>("select sum(amount_minor) from payouts where state = 'completed'");
    expect(paid).toBe(Number(left));
    const twice = `select commission_id from payout_items where released_at is null
      group by commission_id having count(*) > 1`;
    expect(stored.column(twice)).toEqual([]);
    const told = stored.column(
      "select entity_id from events where type = 'payout.completed' order by entity_id",
    );
    expect(told).toEqual(stored.column("select id from payouts where state = 'completed' order by id"));
    const paidOnce = stored.column(
      "select entity_id from events where type = 'commission.paid' order by entity_id",
    );
    expect(paidOnce).toEqual(stored.column("select id from commissions where state = 'paid' order by id"));
  });

  test('has kept back what somebody was told is held', () => {
    for (const id of journal.held.difference(journal.released)) {
      const [state] = stored.column(`select state from commissions where id = '${id}'`);
      // A refund of the whole sale voids what is held, too.
      expect(['held', 'voided']).toContain(state ?? '');
    }
  });
});

/** What is refunded while a payout is under way is taken back when that ends. */
const endPayouts = async (at: Installation): Promise<void> => {
  for (const [state, move, body] of [
    ['scheduled', 'cancellation'],
    ['failed', 'cancellation'],
    ['processing', 'completion', { reference: 'A1' }],
  ] as const) {
    const { body: page } = await at.call('GET', `/api/v1/payouts?state=${state}&limit=200`);
    for (const { id } of page.data) {
      const moved = await at.call('POST', `/api/v1/payouts/${id}/${move}`, body && { body });
      expect(moved.status).toBe(200);
    }
  }
};

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Half away from zero, of what is never negative here. */
const half = (top: number, bottom: number): number => Math.floor((2 * top + bottom) / (2 * bottom));
