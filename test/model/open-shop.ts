import type { TestApp } from '../support/app.ts';
import { type Builders, createBuilders } from '../support/builders.ts';
import type { Call } from '../support/call.ts';
import { dollarsForYen } from './arithmetic.ts';
import { codes, type Fields, type Shop } from './shop.ts';
import type { Pay, Terms } from './terms.ts';

/** Opens a program with these terms and two partners. */
export const openShop = async (it: TestApp, call: Call, terms: Terms): Promise<Shop> => {
  const tools = { call, build: createBuilders(call, noFurtherKey) };
  const last = await it.app.read.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).execute();
  const { id: program_id } = await tools.build.program(settingsOf(terms));
  const partners = await Promise.all(codes.map((code) => tools.build.partner({ program_id, code })));
  const ruleId = await findPurchaseRule(tools, program_id);
  const [links] = await Promise.all([
    Promise.all(partners.map(({ id }) => tools.build.link(id))),
    limitRule(tools, ruleId, terms),
    addRules(tools, program_id, terms),
    addRate(tools, program_id, terms),
  ]);
  let keys = 0;
  const freshKey = () => {
    keys += 1;
    return `key-${keys}`;
  };
  const ids = { programId: program_id, partnerIds: partners.map(({ id }) => id), ruleId };
  return {
    ...{ it, call, ...ids, freshKey, firstEvent: last[0]?.seq ?? 0 },
    ...{ slugs: links.map(({ slug }) => String(slug)), clickIds: [], saleIds: [], lineIds: [] },
    ...{ batchIds: [], payoutIds: [], told: [] },
  };
};

const noFurtherKey = () => Promise.reject(new Error('no further key is made here'));

interface Tools {
  readonly call: Call;
  readonly build: Builders;
}

const settingsOf = (terms: Terms): Fields => ({
  approval: terms.approval,
  conversion_review: terms.isReviewed ? 'all' : 'none',
  hold_days: terms.holdDays,
  window_days: 30,
  payout_threshold: terms.threshold,
  default_rule: bodyOf(terms.purchase),
  converts_currencies: terms.yen === 'converted' || terms.yen === 'converted_without_rate',
  ...(terms.monthlyCap !== null && { caps: { partner: { amount: terms.monthlyCap, period: 'month' } } }),
});

const bodyOf = (pay: Pay): Fields =>
  'points' in pay ? { kind: 'percent', basis_points: pay.points } : { kind: 'flat', amount: pay.cents };

const findPurchaseRule = async ({ call }: Tools, programId: string): Promise<string> => {
  const { body } = await call('GET', `/api/v1/commission-rules?program_id=${programId}`);
  return body.data[0]?.id ?? '';
};

const limitRule = async ({ call }: Tools, ruleId: string, { maxCount, ruleCap }: Terms): Promise<void> => {
  if (maxCount === null && ruleCap === null) return;
  const body = { max_count: maxCount, cap: ruleCap };
  const { status } = await call('PATCH', `/api/v1/commission-rules/${ruleId}`, { body });
  if (status !== 200) throw new Error(`the rule was not changed: ${status}`);
};

const addRules = async ({ build }: Tools, program_id: string, { extra, signup }: Terms): Promise<void> => {
  if (extra) await build.rule({ program_id, ...bodyOf(extra), scope: { product_id: 'extra' } });
  if (signup !== null) await build.rule({ program_id, kind: 'flat', amount: signup, on: 'signup' });
};

const addRate = async ({ call }: Tools, program_id: string, { yen }: Terms): Promise<void> => {
  if (yen !== 'rate' && yen !== 'converted') return;
  const body = {
    program_id,
    from: 'JPY',
    to: 'USD',
    rate: dollarsForYen,
    source: 'test',
    valid_from: '2020-01-01T00:00:00.000Z',
  };
  const { status } = await call('POST', '/api/v1/exchange-rates', { body });
  if (status !== 201) throw new Error(`the rate was not stored: ${status}`);
};
