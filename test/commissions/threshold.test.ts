import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import type { Currency } from '../../src/core/currencies.ts';
import { resetThreshold } from '../../src/ledger/threshold.store.ts';
import type { TestApp } from '../support/app.ts';
import { testOrigin } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { type CommissionWorld, createCommissionWorld } from './support/commission-world.ts';

/** Sales of 2.00 USD that become due after ten days, and a payout threshold of 5.00. */
let world: CommissionWorld;
let app: TestApp;

const begin = async (program: object = {}) => {
  world = await createCommissionWorld({ approval: 'auto', payout_threshold: 500, ...program });
  ({ app } = world);
};
beforeEach(() => begin());
afterEach(async () => {
  await assertBooksBalance(app);
  await app.close();
});

const becomeDue = async (count: number): Promise<string[]> => {
  await Promise.all(Array.from({ length: count }, () => world.earn()));
  app.clock.advance(10 * dayMs);
  await app.events();
  await world.tick();
  return app.events();
};

const reached = 'commission.threshold_reached';

const payOut = () =>
  app.app.transact(testOrigin, (work) =>
    resetThreshold(work.tx, { partnerId: world.partnerId as never, currency: 'USD' as Currency }),
  );

describe('a payout threshold', () => {
  test('is told when the due balance reaches it, after the commission that did it, and once', async () => {
    expect(await becomeDue(2)).toEqual(['commission.due', 'commission.due']);
    expect(await becomeDue(3)).toEqual(['commission.due', reached, 'commission.due', 'commission.due']);
    expect(await becomeDue(1)).toEqual(['commission.due']);
  });

  test('says balance and threshold', async () => {
    await becomeDue(3);
    const row = await app.app.read
      .selectFrom('events')
      .select(['body', 'entity_id'])
      .where('type', '=', reached)
      .executeTakeFirstOrThrow();
    expect(row.entity_id).toBe(world.partnerId);
    expect(JSON.parse(row.body ?? '').data).toMatchObject({ balance: 600, threshold: 500, currency: 'USD' });
  });

  test('that is met to the cent is reached', async () => {
    await app.close();
    await begin({ payout_threshold: 400 });
    expect(await becomeDue(2)).toEqual(['commission.due', 'commission.due', reached]);
  });

  test('is told once over the many units of a long downtime', async () => {
    const events = await becomeDue(450);
    expect(events.length).toBe(451);
    expect(events.indexOf(reached)).toBe(3);
    expect(events.filter((type) => type === reached).length).toBe(1);
  });

  test('crossed downwards and up again is not a first time; after a payout it is', async () => {
    const [id = ''] = [await world.earn()];
    await becomeDue(2);
    await world.voidIt(id);
    expect(await becomeDue(1)).toEqual(['commission.due']);
    await payOut();
    expect(await becomeDue(1)).toEqual(['commission.due', reached]);
  });

  test('is reached by a bonus, by an adjustment and by voiding what was to be taken back', async () => {
    const id = await world.earn();
    await becomeDue(1);
    await world.adjust(id, 100);
    expect(await app.events()).toEqual(['commission.adjusted', reached]);
    await payOut();
    const taken = (await world.adjust(id, -200)).body.id;
    await app.events();
    await world.voidIt(taken);
    expect(await app.events()).toEqual(['commission.voided', reached]);
    await payOut();
    const body = { partner_id: world.partnerId, amount: 1, note: 'n' };
    await app.call('POST', '/api/v1/commissions', { body });
    expect(await app.events()).toEqual(['commission.created', 'commission.due', reached]);
  });

  test.each([
    ['of 0 is none', { payout_threshold: 0 }, 'USD'],
    ['speaks of no other currency', { payout_threshold: 1 }, 'EUR'],
  ])('%s', async (_, program, currency) => {
    await app.close();
    await begin(program);
    await world.earn({ currency });
    app.clock.advance(10 * dayMs);
    await app.events();
    await world.tick();
    expect(await app.events()).toEqual(['commission.due']);
  });
});
