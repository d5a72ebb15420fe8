import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test';
import { UnitConnection } from '../../src/database/unit-connection.ts';
import { createTierTest, type TierTest } from '../groups/tier-test.ts';
import type { AnswerBody } from '../support/call.ts';

let it: TierTest;
beforeAll(async () => {
  it = await createTierTest();
});
afterAll(() => it.close());

/** What a statement does to which table: `insert commissions`. */
const short = (sql: string): string => {
  const [, verb = '', table = ''] = /^(select|insert|update|delete)\b.*?(?:from|into|update) "(\w+)"/s.exec(
    sql,
  ) ??
    /^(update) "(\w+)"/.exec(sql) ?? ['', sql, ''];
  return `${verb} ${table}`;
};

/** Every statement of the one unit in which a purchase is recorded. */
const statementsOf = async (partner: AnswerBody, fields: object = {}): Promise<string[]> => {
  // Once before, so that nothing is made for the first time.
  await it.buy(partner, { amount: 10_000, customer_id: 'known', ...fields });
  const statements: string[] = [];
  const spies = (['all', 'run'] as const).map((name) => {
    const original = UnitConnection.prototype[name] as (sql: string, parameters: readonly unknown[]) => never;
    return spyOn(UnitConnection.prototype, name).mockImplementation(function (
      this: UnitConnection,
      sql: string,
      parameters: readonly unknown[],
    ) {
      statements.push(short(sql));
      return original.call(this, sql, parameters);
    });
  });
  await it.buy(partner, { amount: 10_000, customer_id: 'known', ...fields });
  for (const spy of spies) spy.mockRestore();
  return statements;
};

const partnerOf = async (fields: object = {}, group: object = {}): Promise<AnswerBody> => {
  const program = await it.build.program(fields as Record<string, unknown>);
  return await it.build.partner({ program_id: program.id, ...group });
};

const own = ['partner_days', 'groups', 'tiers', 'tier_changes', 'cap_uses', 'exchange_rates'];
const isOwn = (statement: string): boolean => own.some((table) => statement.endsWith(` ${table}`));

describe('a purchase', () => {
  test('asks and stores nothing about tiers, caps and rates where the program has none', async () => {
    const statements = await statementsOf(await partnerOf());
    expect(statements.length).toBeGreaterThan(10);
    expect(statements.filter(isOwn)).toEqual([]);
    expect(statements.filter((statement) => statement.endsWith(' partners'))).toHaveLength(1);
  });

  test('takes the same statements in a group without tiers, with rates stored, and with caps for others', async () => {
    const plain = await statementsOf(await partnerOf());
    await it.create('/api/v1/exchange-rates', { from: 'EUR', to: 'USD', rate: '1.1', source: 'test' });
    expect(await statementsOf(await partnerOf({ converts_currencies: true }))).toEqual(plain);
    const program = await it.build.program();
    const group = await it.create('/api/v1/groups', { program_id: program.id, name: 'No tiers' });
    const grouped = await it.build.partner({ program_id: program.id, group_id: group.id });
    expect(await statementsOf(grouped)).toEqual(plain);
    const { program: other } = await it.ladder({ tiers: { Silver: 0 } });
    const outside = await it.build.partner({ program_id: other.id });
    expect(await statementsOf(outside)).toEqual(plain);
  });

  test('adds one look and one change for each cap, and no more', async () => {
    const caps = { partner: { amount: 1e9, period: 'month' }, program: { amount: 1e9, period: 'year' } };
    const statements = await statementsOf(await partnerOf({ caps }));
    expect(statements.filter(isOwn).sort()).toEqual([
      ...['insert cap_uses', 'insert cap_uses', 'select cap_uses', 'select cap_uses'],
    ]);
  });

  test('of a partner in a tier adds the tier, the day and what is needed to compare', async () => {
    const { partner } = await it.ladder({ tiers: { Silver: 0, Gold: 1e12 } });
    const statements = await statementsOf(partner);
    expect(statements.filter(isOwn)).toEqual([
      'select tier_changes',
      'select groups',
      'select tiers',
      'insert partner_days',
      'select partner_days',
    ]);
  });
});
