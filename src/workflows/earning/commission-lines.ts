import type { NewConversion } from '../../conversions/conversion.store.ts';
import type { TierId } from '../../core/ids.ts';
import { allocate, type Money, money } from '../../core/money.ts';
import type { Partner } from '../../partners/partner.ts';
import { chooseRule, type Rule } from '../../rules/rule.ts';

/** A part of a conversion that one rule pays for. */
export interface CommissionLine {
  /** The product whose own rule pays; '' for everything that no product rule takes. */
  readonly line: string;
  readonly rule: Rule;
  readonly base: Money;
}

/**
 * Splits a conversion into the lines that earn. A product with a rule of its own is a line; all the rest is
 * one line together, so that a flat amount for a purchase is paid once, however many items it has. The
 * lines' bases sum exactly to the base of what any rule pays for.
 */
export const commissionLines = (
  conversion: NewConversion,
  base: Money,
  rules: readonly Rule[],
  { partner, tierId }: { readonly partner: Partner; readonly tierId: TierId | null },
): CommissionLine[] => {
  const audience = { partnerId: partner.id, groupId: partner.groupId, tierId };
  const lines = new Map<string, CommissionLine>();
  for (const part of partsOf(conversion, base)) {
    const rule = chooseRule(rules, { ...audience, productId: part.productId });
    if (!rule) continue;
    const line = rule.scope.productId ?? '';
    const before = lines.get(line)?.base.minor ?? 0;
    lines.set(line, { line, rule, base: money(before + part.base.minor, base.currency) });
  }
  return [...lines.values()];
};

interface Part {
  readonly productId: string | null;
  readonly base: Money;
}

const partsOf = ({ facts }: NewConversion, base: Money): Part[] => {
  const weights = facts.items.map((item) => item.amountMinor);
  if (!weights.some((weight) => weight > 0)) return [{ productId: null, base }];
  const shares = allocate(base, weights);
  return facts.items.map((item, index) => ({
    productId: item.productId,
    base: shares[index] ?? money(0, base.currency),
  }));
};
