import { maxItems } from '../../payouts/payout.ts';
import { type Check, inTurn, queryCheck } from '../check.ts';

const sumsOfPayouts = queryCheck({
  ...{ name: '', invariant: 'I4', sentence: '', table: 'payouts', size: 100 },
  query: `select * from (select payout.id, case
      when payout.amount_minor <= 0 then 'it pays nothing'
      when count(item.seq) <> payout.item_count then 'it has not as many items as it says'
      when payout.item_count > ${maxItems} then 'it has too many items'
      when coalesce(sum(item.amount_minor), 0) <> payout.amount_minor then 'its items do not sum to it'
      when payout.state = 'canceled' and count(item.seq) filter (where item.released_at is null) > 0
        then 'it is canceled and holds commissions still'
      when payout.state <> 'canceled' and count(item.seq) filter (where item.released_at is not null) > 0
        then 'it has let commissions go'
      when (payout.state in ('completed', 'reversed')) <> (payout.completed_at is not null)
        then 'when it was completed does not fit its state'
      when payout.batch_id is not null and (
        select batch.state from payout_batches as batch where batch.id = payout.batch_id) is not 'approved'
        then 'its batch was not approved'
    end as what
    from payouts as payout left join payout_items as item on item.payout_id = payout.id
    where payout.seq between ?1 and ?2 group by payout.seq) where what is not null`,
});

/** What an item pays, and in which state that must be. */
const itemsOfPayouts = queryCheck({
  ...{ name: '', invariant: 'I4', sentence: '', table: 'payout_items' },
  query: `select * from (select payout.id, case
      when commission.id is null then 'its commission ' || item.commission_id || ' is not there'
      when commission.partner_id <> payout.partner_id or commission.currency <> payout.currency
        or commission.program_id <> payout.program_id then commission.id || ' is of somebody else'
      when item.released_at is not null then null
      when commission.payout_id is not payout.id then commission.id || ' does not know it'
      when commission.amount_minor - commission.reversed_minor <> item.amount_minor
        then commission.id || ' is worth something else'
      when commission.state <> iif(payout.state in ('completed', 'reversed'), 'paid', 'processing')
        then commission.id || ' is ' || commission.state
    end as what
    from payout_items as item join payouts as payout on payout.id = item.payout_id
    left join commissions as commission on commission.id = item.commission_id
    where item.seq between ?1 and ?2) where what is not null`,
});

/** A reversed payout owes again exactly what it paid. */
const restoresOfReversed = queryCheck({
  ...{ name: '', invariant: 'I4', sentence: '', table: 'payouts', size: 100 },
  query: `select payout.id, 'what it paid for ' || item.commission_id || ' is not owed again' as what
    from payouts as payout join payout_items as item on item.payout_id = payout.id
    where payout.seq between ?1 and ?2 and payout.state = 'reversed' and item.amount_minor <> 0
      and not exists (select 1 from commissions as again where again.original_commission_id = item.commission_id
        and again.original_commission_id is not null and again.kind = 'restore' and again.conversion_id is null
        and again.amount_minor = item.amount_minor)`,
});

export const payouts: Check = {
  name: 'payouts',
  invariant: 'I4',
  sentence:
    'A payout is the sum of its items, holds or has paid exactly these commissions, and one that came back owes them again.',
  examine: inTurn(sumsOfPayouts.examine, itemsOfPayouts.examine, restoresOfReversed.examine),
};

/** What another system had paid before it was imported is in no payout of ours. */
const isPaidElsewhere =
  "(commission.state = 'paid' and commission.reason is 'import' and commission.payout_id is null)";

export const paidOnce: Check = queryCheck({
  name: 'paid_once',
  invariant: 'I4',
  sentence: 'What is paid or being paid is in exactly one payout, and nothing else is in any.',
  table: 'commissions',
  query: `select commission.id, iif(count(item.seq) > 1, 'it is in more than one payout',
      iif(count(item.seq) = 0, 'it is in no payout', 'a payout holds it or it names another')) as what
    from commissions as commission
    left join payout_items as item on item.commission_id = commission.id and item.released_at is null
    where commission.seq between ?1 and ?2
    group by commission.seq
    having count(item.seq) <> (commission.state in ('paid', 'processing') and not ${isPaidElsewhere})
      or commission.payout_id is not max(item.payout_id)`,
});
