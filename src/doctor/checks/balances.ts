import { partnerAccounts } from '../../ledger/ledger.ts';
import { type Check, type Finding, type Inspected, inTurn } from '../check.ts';

/** Entries that are added up in a step. */
const entriesPerStep = 5_000;
/** Balances that are read together; they are added up one by one. */
const pairsAtOnce = 50;

interface Pair {
  readonly partner_id: string;
  readonly currency: string;
}

/** Sums are exact in 64 bits there, and come as text: a number of JavaScript may not hold them. */
type Sums = Record<string, bigint>;

/**
 * Entries never change: a balance is held against all entries there were when it was read, however long adding them
 * up takes.
 */
function* sumsOfEntries(database: Inspected, found: Finding): Generator<void> {
  let pair: Pair = { partner_id: '', currency: '' };
  while (true) {
    const pairs: Pair[] = [];
    while (pairs.length < pairsAtOnce) {
      const next = nextPair(database, pair);
      if (!next) break;
      pairs.push(next);
      pair = next;
    }
    const [last] = database.all<{ seq: number | null }>('select max(seq) as seq from ledger_entries');
    const cached = pairs.map((each) => cachedOf(database, each));
    for (const [index, each] of pairs.entries()) {
      const sums = yield* addUp(database, each, last?.seq ?? 0);
      compare(each, cached[index], sums, found);
      yield;
    }
    if (pairs.length < pairsAtOnce) return;
  }
}

const nextPair = ({ all }: Inspected, { partner_id, currency }: Pair): Pair | undefined =>
  all<Pair>(
    `select partner_id, currency from ledger_entries where (partner_id, currency) > (?1, ?2)
      order by partner_id, currency limit 1`,
    partner_id,
    currency,
  )[0];

const cachedOf = ({ all }: Inspected, { partner_id, currency }: Pair): Sums | undefined => {
  const columns = partnerAccounts.map((account) => `cast(${account}_minor as text) as ${account}`);
  const [row] = all<Record<string, string>>(
    `select ${columns} from balances where partner_id = ?1 and currency = ?2`,
    partner_id,
    currency,
  );
  return row && Object.fromEntries(Object.entries(row).map(([account, sum]) => [account, BigInt(sum)]));
};

function* addUp({ all }: Inspected, pair: Pair, untilSeq: number): Generator<void, Sums> {
  const sums: Sums = Object.fromEntries(partnerAccounts.map((account) => [account, 0n]));
  for (let afterSeq = 0; ; ) {
    const rows = all<{ account: string; sum: string; count: number; seq: number }>(
      `select account, cast(sum(amount_minor) as text) as sum, count(*) as count, max(seq) as seq from (
        select account, amount_minor, seq from ledger_entries
          where partner_id = ?1 and currency = ?2 and seq > ?3 and seq <= ?4 order by seq limit ${entriesPerStep}
      ) group by account`,
      pair.partner_id,
      pair.currency,
      afterSeq,
      untilSeq,
    );
    for (const { account, sum } of rows) sums[account] = (sums[account] ?? 0n) + BigInt(sum);
    if (rows.reduce((total, { count }) => total + count, 0) < entriesPerStep) return sums;
    afterSeq = Math.max(...rows.map(({ seq }) => seq));
    yield;
  }
}

const compare = (
  { partner_id, currency }: Pair,
  cached: Sums | undefined,
  sums: Sums,
  found: Finding,
): void => {
  const wrong = partnerAccounts.filter((account) => (cached?.[account] ?? 0n) !== sums[account]);
  for (const account of wrong) {
    const stored = cached ? `${cached[account]}` : 'missing';
    found(`${partner_id} ${currency}`, `${account} is ${stored}, its entries sum to ${sums[account]}`);
  }
  const unknown = Object.keys(sums).filter((name) => name !== 'expense' && !isAccount(name));
  for (const name of unknown) found(`${partner_id} ${currency}`, `there is no account ${name}`);
};

const isAccount = (name: string): boolean => partnerAccounts.some((account) => account === name);

/** Those that no entry led to. */
function* balancesOfNothing({ all }: Inspected, found: Finding): Generator<void> {
  const isNotEmpty = partnerAccounts.map((account) => `${account}_minor <> 0`).join(' or ');
  let place: Pair = { partner_id: '', currency: '' };
  for (;;) {
    const rows = all<Pair & { is_wrong: number }>(
      `select partner_id, currency, (${isNotEmpty}) and not exists (select 1 from ledger_entries as entry
          where entry.partner_id = balances.partner_id and entry.currency = balances.currency) as is_wrong
        from balances where (partner_id, currency) > (?1, ?2) order by partner_id, currency limit 500`,
      place.partner_id,
      place.currency,
    );
    for (const row of rows) if (row.is_wrong) found(`${row.partner_id} ${row.currency}`, 'it has no entries');
    const last = rows.at(-1);
    if (!last) return;
    place = last;
    yield;
  }
}

export const balances: Check = {
  name: 'balances',
  invariant: 'I2',
  sentence: 'Every balance is what its entries sum to, in every account.',
  examine: inTurn(sumsOfEntries, balancesOfNothing),
};
