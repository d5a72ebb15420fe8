import type { Commission } from '../../commissions/commission.ts';
import type { CommissionCircle } from '../../commissions/explain-commission.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import type { Db } from '../../database/work.ts';
import { findRate } from '../../exchange-rates/exchange-rate.store.ts';
import { formatRate } from '../../exchange-rates/exchange-rate.ts';
import { findTier } from '../../groups/tier.store.ts';
import { findRule, listRulesInForceAt } from '../../rules/rule.store.ts';
import type { Rule } from '../../rules/rule.ts';

/** What a commission refers to, looked up for its explanation. */
export const commissionCircle = async (
  db: Db,
  conversion: Conversion,
  commission: Commission,
  partnerName: string,
): Promise<CommissionCircle> => {
  const { ruleId, ruleVersion, tierId, exchangeRateId } = commission;
  const rule = ruleId === null ? undefined : await findRule(db, ruleId, ruleVersion ?? undefined);
  const rate = exchangeRateId === null ? undefined : await findRate(db, exchangeRateId);
  return {
    rule,
    passedOver: rule ? await listPassedOver(db, conversion, commission, rule) : [],
    tierName: tierId === null ? undefined : (await findTier(db, tierId))?.name,
    rate: rate && { from: rate.from, to: rate.to, source: rate.source, text: formatRate(rate.rateScaled) },
    partnerName,
  };
};

/** Rules of the instant at which the conversion was received that are for the same partner and line. */
const listPassedOver = async (
  db: Db,
  { programId, type, receivedAt, facts, partnerId }: Conversion,
  commission: Commission,
  chosen: Rule,
): Promise<Rule[]> => {
  const where = { programId, appliesTo: type, partnerId: commission.partnerId };
  const rules = await listRulesInForceAt(db, where, receivedAt);
  // Which group somebody was in from whom the conversion was taken is not known any more.
  const groupId = partnerId === commission.partnerId ? facts.terms.groupId : null;
  return rules.filter(
    ({ id, scope }) =>
      id !== chosen.id &&
      (scope.tierId === null || scope.tierId === commission.tierId) &&
      (scope.groupId === null || scope.groupId === groupId) &&
      (scope.productId === null || scope.productId === commission.line),
  );
};
