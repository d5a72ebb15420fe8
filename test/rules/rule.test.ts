import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { PartnerId } from '../../src/core/ids.ts';
import { chooseRule, type Rule, type RuleFacts, type RuleScope } from '../../src/rules/rule.ts';
import { jane, rule } from './rule-examples.ts';

/** From the most to the least particular. */
const ladder: readonly [string, Partial<RuleScope>][] = [
  ['partner and product', { partnerId: jane.partnerId, productId: 'pro-plan' }],
  ['partner', { partnerId: jane.partnerId }],
  ['tier and product', { tierId: 'tir_gold', productId: 'pro-plan' }],
  ['tier', { tierId: 'tir_gold' }],
  ['group and product', { groupId: 'grp_creators', productId: 'pro-plan' }],
  ['group', { groupId: 'grp_creators' }],
  ['product', { productId: 'pro-plan' }],
  ['program', {}],
];
const rungs = ladder.map(([name, scope], index) => rule(`${index}${name.replaceAll(' ', '')}`, { scope }));
const facts: RuleFacts = { ...jane, productId: 'pro-plan' };

describe('the rule of a line', () => {
  test.each(ladder.map(([name], index) => ({ name, index })))(
    'is that of $name when nothing more particular fits',
    ({ index }) => {
      expect(chooseRule(rungs.slice(index), facts)).toBe(rungs[index]);
      expect(chooseRule(rungs.slice(index).reverse(), facts)).toBe(rungs[index]);
    },
  );

  test('is not that of a product when the line has none', () => {
    const chosen = chooseRule(rungs, { ...jane, productId: null });
    expect(chosen?.scope).toEqual({
      partnerId: jane.partnerId,
      tierId: null,
      groupId: null,
      productId: null,
    });
  });

  test('is never one for another partner, tier, group or product', () => {
    const foreign = [
      rule('a', { scope: { partnerId: 'prt_joe' as PartnerId } }),
      rule('b', { scope: { tierId: 'tir_silver' } }),
      rule('c', { scope: { groupId: 'grp_press' } }),
      rule('d', { scope: { productId: 'basic-plan' } }),
    ];
    expect(chooseRule(foreign, facts)).toBeUndefined();
  });

  test('is none when there are no rules', () => {
    expect(chooseRule([], facts)).toBeUndefined();
  });

  test('among equals is the one with the higher priority, even if it is older', () => {
    const older = rule('older', { priority: 1, createdAt: 1 });
    const newer = rule('newer', { priority: 0, createdAt: 2 });
    expect(chooseRule([older, newer], facts)).toBe(older);
  });

  test('among equals of one priority is the newest version', () => {
    const changedLast = rule('a', { version: 5, createdAt: 20 });
    const madeLast = rule('b', { version: 1, createdAt: 10 });
    expect(chooseRule([madeLast, changedLast], facts)).toBe(changedLast);
  });

  test('is not decided by priority across precedence', () => {
    const program = rule('program', { priority: 1_000 });
    const product = rule('product', { priority: -1_000, scope: { productId: 'pro-plan' } });
    expect(chooseRule([program, product], facts)).toBe(product);
  });

  test('does not depend on the order in which the rules come', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyRule, { selector: ({ id }) => id, minLength: 1 }),
        fc.gen(),
        (rules, gen) => {
          const shuffled = gen(() => fc.shuffledSubarray(rules, { minLength: rules.length }));
          expect(chooseRule(shuffled, facts)).toBe(chooseRule(rules, facts) as Rule);
        },
      ),
    );
  });
});

const anyRule = fc
  .record({
    id: fc.nat(30),
    rung: fc.nat(ladder.length - 1),
    priority: fc.integer({ min: -2, max: 2 }),
    createdAt: fc.nat(3),
  })
  .map(({ id, rung, priority, createdAt }) =>
    rule(String(id).padStart(2, '0'), { scope: ladder[rung]?.[1] ?? {}, priority, createdAt }),
  );
