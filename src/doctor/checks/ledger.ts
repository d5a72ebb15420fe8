import { partnerAccounts } from '../../ledger/ledger.ts';
import { type Check, queryCheck, stretchesOf } from '../check.ts';
import { RepeatedIds } from '../repeated-ids.ts';

/**
 * Both sides of a movement are inserted together and nothing is ever deleted, so they lie beside each other and no
 * number is missing. A missing last entry alone cannot be seen here; the balances see it.
 */
export const ledgerTransactions: Check = queryCheck({
  name: 'ledger_transactions',
  invariant: 'I1',
  sentence:
    'Every movement in the ledger is two entries of one partner, currency and commission that sum to zero; none is missing.',
  table: 'ledger_entries',
  query: `select * from (
    select entry.id, case
      when before.seq is null and entry.seq > 1 then 'the entry before it is missing'
      when typeof(entry.amount_minor) <> 'integer' or entry.amount_minor = 0
        or entry.amount_minor not between -9007199254740991 and 9007199254740991 then 'its amount is no exact one'
      when coalesce(before.transaction_id = entry.transaction_id, 0)
        + coalesce(after.transaction_id = entry.transaction_id, 0) <> 1 then 'its movement has not exactly two sides'
      when other.amount_minor <> -entry.amount_minor then 'the sides of its movement do not sum to zero'
      when other.account = entry.account then 'its movement leads nowhere'
      when other.currency <> entry.currency or other.partner_id <> entry.partner_id
        or other.program_id <> entry.program_id or other.commission_id is not entry.commission_id
        or other.reason <> entry.reason or other.created_at <> entry.created_at
        then 'the sides of its movement are not of the same thing'
    end as what
    from ledger_entries as entry
    left join ledger_entries as before on before.seq = entry.seq - 1
    left join ledger_entries as after on after.seq = entry.seq + 1
    left join ledger_entries as other
      on other.seq = entry.seq + iif(before.transaction_id = entry.transaction_id, -1, 1)
    where entry.seq between ?1 and ?2
  ) where what is not null`,
});

/** No index keeps them apart: it would cost every movement, and the id is no key of anything. */
export const ledgerIds: Check = {
  name: 'ledger_ids',
  invariant: 'I1',
  sentence: 'No two entries of the ledger have the same id.',
  *examine(database, found) {
    const [last] = database.all<{ seq: number | null }>('select max(seq) as seq from ledger_entries');
    const repeated = new RepeatedIds(last?.seq ?? 0);
    for (let part = 0; part < repeated.parts; part += 1) {
      for (const { from, to } of stretchesOf(database, 'ledger_entries')) {
        repeated.take(part, database.all<{ id: string }>(idsBetween, from, to));
        yield;
      }
      const suspects = repeated.repeatedOf();
      if (suspects.size === 0) continue;
      for (const { from, to } of stretchesOf(database, 'ledger_entries')) {
        for (const { id } of database.all<{ id: string }>(idsBetween, from, to)) {
          if (repeated.isAgain(suspects, id)) found(id, 'there is another entry with this id');
        }
        yield;
      }
    }
  },
};

const idsBetween = 'select id from ledger_entries where seq between ?1 and ?2';

const sumIn = (account: string) =>
  `coalesce(sum(entry.amount_minor) filter (where entry.account = '${account}'), 0)`;

/** What stands in another account than that of the state. */
const elsewhere = partnerAccounts
  .map((account) => `(commission.state <> '${account}' and ${sumIn(account)} <> 0)`)
  .join(' or ');

const inPlace = partnerAccounts
  .map(
    (account) =>
      `when '${account}' then ${sumIn(account)} = commission.amount_minor - commission.reversed_minor`,
  )
  .join(' ');

export const commissionBooks: Check = queryCheck({
  name: 'commission_books',
  invariant: 'I2',
  sentence:
    'What each commission is worth stands in the account of its state, and nothing of it anywhere else.',
  table: 'commissions',
  size: 500,
  query: `select commission.id, case
      when count(entry.seq) filter (where entry.partner_id <> commission.partner_id
        or entry.currency <> commission.currency) > 0 then 'it has entries of another partner or currency'
      when ${elsewhere} then 'a part of it stands in another account than that of its state'
      else 'its entries are not what it is worth' end as what
    from commissions as commission
    left join ledger_entries as entry on entry.commission_id = commission.id
    where commission.seq between ?1 and ?2
    group by commission.seq
    having ${elsewhere} or not (case commission.state ${inPlace} else 1 end)
      or count(entry.seq) filter (where entry.partner_id <> commission.partner_id
        or entry.currency <> commission.currency) > 0`,
});
