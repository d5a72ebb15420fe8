import { listCommissionsOf } from '../../commissions/commission.store.ts';
import { findConversion } from '../../conversions/conversion.store.ts';
import type { ConversionId } from '../../core/ids.ts';
import { listRefundsOf } from '../../refunds/refund.store.ts';
import { refundedOf } from '../../refunds/refunded.ts';
import { reversalFamilies } from '../../workflows/earning/reversal-family.ts';
import { excessOf } from '../../workflows/refunds/reverse-commissions.ts';
import { type Check, type Finding, type Inspected, inTurn, queryCheck, stretchesOf } from '../check.ts';

const refundedBetween = `select sale.id from conversions as sale
  where sale.seq between ?1 and ?2 and (sale.refunded_minor <> 0 or sale.refund_status <> 'none' or exists (
    select 1 from refunds where refunds.conversion_id = sale.id and refunds.conversion_id is not null))`;

/** Computed again from what was told, in whatever order it came. */
async function* refundsOfSales(database: Inspected, found: Finding): AsyncGenerator<void> {
  for (const { from, to } of stretchesOf(database, 'conversions')) {
    for (const { id } of database.all<{ id: ConversionId }>(refundedBetween, from, to)) {
      for (const what of await faultsOf(database, id)) found(id, what);
    }
    yield;
  }
}

const faultsOf = async ({ db }: Inspected, id: ConversionId): Promise<string[]> => {
  const conversion = await findConversion(db, id);
  if (!conversion) return [];
  const refunds = await listRefundsOf(db, id);
  const { amountMinor, refundedMinor, refundStatus } = conversion;
  const refunded = refundedOf(amountMinor, refunds);
  const faults: string[] = [];
  if (refundedMinor < 0 || refundedMinor > amountMinor)
    faults.push('more is refunded of it than was charged');
  if (refundedMinor !== refunded.refundedMinor || refundStatus !== refunded.status) {
    faults.push(
      `${refundedMinor} is refunded of it (${refundStatus}), its refunds come to ${refunded.refundedMinor}`,
    );
  }
  const misapplied = refunds.filter(
    ({ id: refundId, appliedMinor }) => appliedMinor !== (refunded.applied.get(refundId) ?? 0),
  );
  faults.push(...misapplied.map((refund) => `${refund.id} takes ${refund.appliedMinor} of it`));
  return faults;
};

const correctedBetween = `select sale.id from conversions as sale
  where sale.seq between ?1 and ?2 and sale.state = 'qualified' and (sale.refunded_minor <> 0 or exists (
    select 1 from commissions as line where line.conversion_id = sale.id and line.state <> 'voided'
      and (line.reversed_minor <> 0 or line.refund_id <> '')))`;

/** While a payout is under way with a part of it, that waits. */
async function* reversalsOfSales({ all, db }: Inspected, found: Finding): AsyncGenerator<void> {
  for (const { from, to } of stretchesOf({ all }, 'conversions')) {
    for (const { id } of all<{ id: ConversionId }>(correctedBetween, from, to)) {
      const conversion = await findConversion(db, id);
      if (!conversion) continue;
      for (const family of reversalFamilies(conversion, await listCommissionsOf(db, id))) {
        const lines = [family.original, ...family.lines];
        const excess = excessOf(family, conversion);
        if (excess !== 0 && lines.every(({ state }) => state !== 'processing')) {
          found(family.original.id, `it is worth ${excess} more than the refunds of its sale leave of it`);
        }
      }
    }
    yield;
  }
}

export const refunds: Check = {
  name: 'refunds',
  invariant: 'I5',
  sentence:
    'What is refunded of a sale is what its refunds come to, never more than was charged, and its commissions are what that leaves of them.',
  examine: inTurn(refundsOfSales, reversalsOfSales),
};

/** All but opening balances, which correct nothing of ours. */
const namesOriginal = queryCheck({
  ...{ name: '', invariant: 'I5', sentence: '', table: 'commissions' },
  query: `select * from (select line.id, case
      when original.id is null then 'the commission that it corrects is not there'
      when original.partner_id <> line.partner_id or original.currency <> line.currency
        then 'it corrects a commission of another partner or currency'
      when line.kind = 'clawback' and line.amount_minor >= 0 then 'it takes nothing back'
      when line.refund_id <> '' and refund.conversion_id is not line.conversion_id
        then 'its refund is of another sale'
    end as what
    from commissions as line
    left join commissions as original on original.id = line.original_commission_id
    left join refunds as refund on refund.id = line.refund_id
    where line.seq between ?1 and ?2 and (line.kind in ('clawback', 'restore', 'adjustment')
      or line.original_commission_id is not null or line.refund_id <> '')
      and not (line.kind = 'adjustment' and line.reason is 'import' and line.conversion_id is null
        and line.original_commission_id is null)) where what is not null`,
});

/** They wait for a sale by all its names, and their program knows how many they are. */
function* parkedRefunds({ all }: Inspected, found: Finding): Generator<void> {
  const miscounted = all<{ id: string; counted: number; present: number }>(
    `select program.id, program.parked_refunds as counted, count(refund.seq) as present from programs as program
      left join refunds as refund on refund.program_id = program.id and refund.conversion_id is null
      group by program.seq having counted <> present`,
  );
  for (const { id, counted, present } of miscounted)
    found(id, `${present} refunds wait for their sale, it says ${counted}`);
  const astray = all<{ id: string }>(
    `select parked.refund_id as id from parked_refunds as parked
      left join refunds as refund on refund.id = parked.refund_id
      where refund.id is null or refund.conversion_id is not null`,
  );
  for (const { id } of astray) found(id, 'it waits for a sale that it has');
  yield;
}

export const corrections: Check = {
  name: 'corrections',
  invariant: 'I5',
  sentence: 'What corrects a commission names it, and every refund that waits for its sale is waited with.',
  examine: inTurn(namesOriginal.examine, parkedRefunds),
};
