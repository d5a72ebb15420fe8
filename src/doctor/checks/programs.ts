import { type Check, type Finding, type Inspected, inTurn, queryCheck } from '../check.ts';

/** Which columns of a table lead to something of the same program. Clicks may be gone by then. */
const leads: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  partners: { group_id: 'groups', tier_id: 'tiers' },
  links: { partner_id: 'partners' },
  promo_codes: { partner_id: 'partners' },
  commission_rules: { partner_id: 'partners', group_id: 'groups', tier_id: 'tiers' },
  clicks: { partner_id: 'partners', link_id: 'links' },
  referrals: { customer_id: 'customers', partner_id: 'partners', promo_code_id: 'promo_codes' },
  conversions: {
    customer_id: 'customers',
    partner_id: 'partners',
    referral_id: 'referrals',
    promo_code_id: 'promo_codes',
  },
  commissions: {
    partner_id: 'partners',
    conversion_id: 'conversions',
    customer_id: 'customers',
    referral_id: 'referrals',
    tier_id: 'tiers',
    payout_id: 'payouts',
    original_commission_id: 'commissions',
  },
  ledger_entries: { partner_id: 'partners', commission_id: 'commissions' },
  refunds: { conversion_id: 'conversions' },
  tiers: { group_id: 'groups' },
  tier_changes: { partner_id: 'partners', to_tier_id: 'tiers' },
  payouts: { partner_id: 'partners', batch_id: 'payout_batches' },
  webhook_endpoints: { partner_id: 'partners' },
};

/** Tables whose rows have no id: what is found is named by what it belongs to. */
const withoutId: Readonly<Record<string, string>> = { tier_changes: 'partner_id' };

const childrenOf = ([table, columns]: [string, Readonly<Record<string, string>>]): Check['examine'] => {
  const names = Object.keys(columns);
  const joins = names.map(
    (column) => `left join ${columns[column]} as of_${column} on of_${column}.id = child.${column}`,
  );
  const cases = names.map(
    (column) => `when child.${column} is not null and of_${column}.program_id is not child.program_id
      then '${column} leads to ' || child.${column} || ', which is not of its program'`,
  );
  return queryCheck({
    ...{ name: '', invariant: 'I9', sentence: '', table },
    query: `select * from (select child.${withoutId[table] ?? 'id'} as id, case ${cases.join(' ')} end as what
      from ${table} as child ${joins.join(' ')} where child.seq between ?1 and ?2) where what is not null`,
  }).examine;
};

/** Those that are kept in the order of their keys are few, or as many as partners are. */
function* keyedChildren({ all }: Inspected, found: Finding): Generator<void> {
  for (const table of ['balances', 'partner_days']) {
    let after = '';
    for (;;) {
      const rows = all<{ id: string; is_wrong: number }>(
        `select distinct child.partner_id as id, of_partner.program_id is not child.program_id as is_wrong
          from ${table} as child left join partners as of_partner on of_partner.id = child.partner_id
          where child.partner_id > ?1 order by child.partner_id limit 500`,
        after,
      );
      for (const row of rows) if (row.is_wrong) found(row.id, `its ${table} are not of its program`);
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
      yield;
    }
  }
}

export const programs: Check = {
  name: 'programs',
  invariant: 'I9',
  sentence: 'Everything is of the same program as what it belongs to.',
  examine: inTurn(...Object.entries(leads).map(childrenOf), keyedChildren),
};

/** SQLite holds references while it writes; this is for what was written past it. */
export const references: Check = {
  name: 'references',
  invariant: 'I9',
  sentence: 'Every reference leads to something that is there.',
  *examine({ all }, found) {
    const tables = all<{ name: string }>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
    );
    for (const { name } of tables) {
      const broken = all<{ table: string; rowid: number | null; parent: string }>(
        'select "table", rowid, parent from pragma_foreign_key_check(?1)',
        name,
      );
      for (const { table, rowid, parent } of broken)
        found(`${table} ${rowid ?? ''}`.trim(), `leads to nothing in ${parent}`);
      yield;
    }
  },
};

/** An order that is told again is found by its name: one that has lost it would be recorded twice. */
export const orders: Check = queryCheck({
  name: 'orders',
  invariant: 'I3',
  sentence: 'Every order is known by its name, so that told again it is found again.',
  table: 'conversions',
  query: `select sale.id, 'its order is not known by its name' as what from conversions as sale
    where sale.seq between ?1 and ?2 and sale.order_id is not null and not exists (
      select 1 from order_references as name where name.program_id = sale.program_id
        and name.reference = sale.order_id and name.type = sale.type and name.conversion_id = sale.id)`,
});
