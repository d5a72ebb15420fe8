import { commissionData } from '../commissions/commission.events.ts';
import { listReadyToBecomeDue, setCommissionState } from '../commissions/commission.store.ts';
import { type Commission, commissionState, presentAmountMinor } from '../commissions/commission.ts';
import { conversionSummary } from '../conversions/conversion.events.ts';
import { findConversion } from '../conversions/conversion.store.ts';
import type { ConversionFacts } from '../conversions/conversion.ts';
import { invariant } from '../core/errors.ts';
import { money } from '../core/money.ts';
import { findCustomerById } from '../customers/customer.store.ts';
import { customerSummary } from '../customers/customer.ts';
import type { Transact, Work } from '../database/work.ts';
import { recordEvent } from '../events/record.ts';
import { postMovements } from '../ledger/ledger.service.ts';
import { findPartner } from '../partners/partner.store.ts';
import { partnerSummary } from '../partners/partner.ts';

/** Few enough that other units wait for a moment only. */
const chunkSize = 200;

/**
 * Makes every approved commission due whose hold has ended, the longest waiting first, in units of 200. It
 * catches up after any downtime, because it asks for what is due by now and not for what became due lately.
 *
 * @returns how many became due
 */
export const releaseDueCommissions = async (transact: Transact, requestId: string): Promise<number> => {
  const origin = { actor: { kind: 'system', id: 'due_commissions' }, requestId, lane: 'bulk' } as const;
  let released = 0;
  for (;;) {
    const count = await transact(origin, releaseChunk);
    released += count;
    if (count < chunkSize) return released;
  }
};

const releaseChunk = async (work: Work): Promise<number> => {
  const ready = await listReadyToBecomeDue(work.tx, work.now, chunkSize);
  for (const commission of ready) await becomeDue(work, commission);
  return ready.length;
};

const becomeDue = async (work: Work, commission: Commission): Promise<void> => {
  const facts = { ...commission, payout: 'none', voided: false } as const;
  invariant(commissionState(facts, work.now) === 'due', `commission ${commission.id} has become due`);
  const move = { from: 'pending', to: 'due', now: work.now } as const;
  const moved = await setCommissionState(work.tx, commission.id, move);
  invariant(moved, `commission ${commission.id} is still pending in the unit that read it`);
  await postMovements(work, [
    {
      programId: commission.programId,
      partnerId: commission.partnerId,
      commissionId: commission.id,
      from: 'pending',
      to: 'due',
      amount: money(presentAmountMinor(commission), commission.original.currency),
      reason: 'commission.due',
    },
  ]);
  await tellDue(work, { ...commission, state: 'due' });
};

const tellDue = async (work: Work, commission: Commission): Promise<void> => {
  const { programId, partnerId, customerId, conversionId } = commission;
  const partner = await findPartner(work.tx, partnerId);
  invariant(partner, `the partner of commission ${commission.id} is there`);
  const customer = customerId && (await findCustomerById(work.tx, customerId));
  const conversion = conversionId && (await findConversion(work.tx, conversionId));
  const data = commissionData(commission, {
    ...(conversion ? conversion.facts : noFacts),
    partner: partnerSummary(partner),
    customer: customer ? customerSummary(customer) : null,
    conversion: conversion ? conversionSummary(conversion) : null,
  });
  recordEvent(work, 'commission.due', {
    programId,
    partnerId,
    entityId: commission.id,
    data: { ...data, previous_state: 'pending' },
  });
};

/** Of a commission that no conversion earned. */
const noFacts: Pick<ConversionFacts, 'sub1' | 'sub2' | 'sub3' | 'sub4' | 'sub5' | 'source' | 'country'> = {
  sub1: null,
  sub2: null,
  sub3: null,
  sub4: null,
  sub5: null,
  source: null,
  country: null,
};
