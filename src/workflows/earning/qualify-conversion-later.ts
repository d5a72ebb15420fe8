import { moveConversion } from '../../conversions/conversion.service.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import type { Work } from '../../database/work.ts';
import { earnAssigned, giveBackPaid } from '../assignment/earn-assigned.ts';
import { settleConversion } from '../refunds/settle-reversals.ts';
import { countVolume } from '../tiers/count-volume.ts';
import { tellQualified } from '../tracking/tell-conversion.ts';
import { conversionCircle } from './conversion-circle.ts';
import { qualifyConversion } from './qualify-conversion.ts';
import { reinstateCorrections, reinstateEarnings, takeReinstatement } from './reinstate-commissions.ts';

/**
 * A person qualifies a conversion that was in review, or takes a rejection back. The first time it earns by the rules
 * that were in force when it was received, so that nothing depends on when somebody looks at it; after that, what it
 * earned the first time comes back. Then its refunds take their part.
 *
 * @throws DomainError `invalid_transition` for one that is qualified, `conflict`
 */
export const qualifyLater = async (
  work: Work,
  before: Conversion,
  note: string | null,
): Promise<Conversion> => {
  const conversion = await moveConversion(work, before, { to: 'qualified', reason: null, note });
  const circle = await conversionCircle(work.tx, conversion);
  const reinstatement = await takeReinstatement(work, conversion);
  const reinstated = reinstatement.hasEarned ? await reinstateEarnings(work, reinstatement) : undefined;
  const qualified = await qualifyConversion(
    work,
    { ...circle, conversion },
    reinstated ? async () => [...reinstated.earnings] : earnAssigned(reinstatement.lines),
  );
  const move = { reason: 'manual', previous_state: before.state };
  tellQualified(work, { ...circle, conversion, qualified }, move);
  if (reinstated) await reinstateCorrections(work, reinstatement, reinstated.standIns);
  else await giveBackPaid(work, reinstatement.lines);
  if (circle.partner) {
    const { program, partner } = circle;
    await countVolume(work, { program, partner, before: null, after: conversion });
  }
  await settleConversion(work, conversion);
  return conversion;
};
