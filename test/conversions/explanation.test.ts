import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { dayMs, toIso } from '../../src/core/clock.ts';
import type { ClickId } from '../../src/core/ids.ts';
import { type AssignmentWorld, createAssignmentWorld } from './support/assignment-world.ts';

let world: AssignmentWorld;
beforeAll(async () => {
  world = await createAssignmentWorld({ window_days: 30 });
});
afterAll(() => world.it.close());

interface Explanation {
  readonly summary: string;
  readonly steps: readonly { kind: string; ok: boolean; text: string; facts: Record<string, unknown> }[];
}

const explain = async (id: string): Promise<Explanation> => {
  const { status, body } = await world.it.call<Explanation>('GET', `/api/v1/conversions/${id}/explanation`);
  expect(status).toBe(200);
  return body;
};
const texts = ({ steps }: Explanation, kind: string) =>
  steps.filter((step) => step.kind === kind).map(({ text }) => text);

const clickOf = async (partnerId: string): Promise<ClickId> => {
  const link = await world.it.build.link(partnerId);
  const answer = await world.it.call('GET', `/r/${link.slug}`, {
    key: null,
    headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x64) Firefox/140.0' },
  });
  const location = new URL(answer.headers.get('location') ?? '');
  return location.searchParams.get('click_id') as ClickId;
};

describe('who could have earned it', () => {
  test('a click that was too old says how old, and how old it may be', async () => {
    const click = await clickOf(world.ada);
    world.it.clock.advance(41 * dayMs);
    const explanation = await explain((await world.buy({ click_id: click })).id);
    expect(explanation.summary).toBe(
      'Nobody earned this purchase of 10.00 USD: nothing that pointed to a partner counted.',
    );
    expect(texts(explanation, 'candidate')).toEqual([
      'The click of “ADA” was 41 days before the sale; the window is 30 days.',
    ]);
    expect(explanation.steps[1]).toMatchObject({
      ok: false,
      facts: { verdict: 'click_outside_window', window_days: 30, partner_id: world.ada, click_id: click },
    });
  });

  test('the winner, the outranked and the unknown are told in the order they were judged', async () => {
    await world.it.build.promoCode(world.ada, 'ADA10');
    const fields = { promo_code: 'ada10', partner: 'BOB', click_id: 'clk_forged' };
    const explanation = await explain((await world.buy(fields)).id);
    expect(texts(explanation, 'candidate')).toEqual([
      'The promo code “ADA10” of “ADA” came first in the order of the program (promo code, click id, partner code, cookie), and won.',
      'The click is not known: no such click was made in this program.',
      'The partner named by the sale, “BOB”, counted too, but another one stood before it.',
    ]);
    expect(explanation.steps.filter(({ kind }) => kind === 'candidate').map(({ ok }) => ok)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('a sale that brought nothing says so', async () => {
    const explanation = await explain((await world.buy()).id);
    expect(texts(explanation, 'candidate')).toEqual(['It brought nothing along that points to a partner.']);
  });

  test('a code that had ended names the day, though its end is moved later', async () => {
    const endsAt = toIso(world.it.clock.now());
    const code = await world.it.build.promoCode(world.bob, 'GONE', { ends_at: endsAt });
    const { id } = await world.buy({ promo_code: 'GONE' });
    const before = await explain(id);
    expect(texts(before, 'candidate')[0]).toBe(
      `The promo code “GONE” of “BOB” had ended on ${endsAt.slice(0, 16).replace('T', ' ')} UTC.`,
    );
    await world.it.call('PATCH', `/api/v1/promo-codes/${code.id}`, { body: { ends_at: null } });
    expect(await explain(id)).toEqual(before);
  });
});

describe('what was earned', () => {
  test('names the rule, those that it passed over, the hold, and refunds since', async () => {
    const { id } = await world.buy({ order_id: 'told', partner: 'BOB' });
    await world.refund({ order_id: 'told', refund_id: 're_1', amount: 250 });
    const now = toIso(world.it.clock.now()).slice(0, 16).replace('T', ' ');
    const due = toIso(world.it.clock.now() + 10 * dayMs)
      .slice(0, 16)
      .replace('T', ' ');
    const explanation = await explain(id);
    expect(explanation.summary).toBe('“BOB” earned 2.25 USD with this purchase of 10.00 USD.');
    expect(explanation.steps.slice(2).map(({ kind, text }) => [kind, text])).toEqual([
      ['commission', '“BOB” earned 3.00 USD by the rule for this partner: 30 % of 10.00 USD.'],
      [
        'rule_passed_over',
        'The rule for the whole program (20 %) fits too, and was passed over: the other one stands before it.',
      ],
      ['payment', `Refunds took 0.75 USD of it back; it becomes due when its hold ends, on ${due} UTC.`],
      ['refund', `A refund “re_1” on ${now} UTC took back 2.50 USD of the charge.`],
    ]);
  });

  test('stays as it was when the program, its rules and its window change', async () => {
    const { id } = await world.buy({ partner: 'BOB', promo_code: 'NOSUCH' });
    world.it.clock.advance(1_000);
    const before = await explain(id);
    const program = `/api/v1/programs/${world.programId}`;
    await world.it.call('PATCH', program, { body: { window_days: 7, attribution_policy: 'link_first' } });
    await world.it.build.rule({
      ...{ program_id: world.programId, kind: 'flat', amount: 1, scope: { partner_id: world.bob } },
      priority: 9,
    });
    expect(await explain(id)).toEqual(before);
    await world.it.call('PATCH', program, { body: { window_days: 30, attribution_policy: 'coupon_first' } });
  });

  test('of a sale that changed hands is told for both, with who decided it and why', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    await world.assign(id, world.bob, { reason: 'wrong_partner', note: 'She wrote to us.' });
    const explanation = await explain(id);
    expect(texts(explanation, 'assignment')[0]).toMatch(
      /^On .* UTC the API key “Every scope” gave the sale to “BOB” \(wrong partner\): “She wrote to us\.”\.$/,
    );
    expect(texts(explanation, 'payment')[0]).toMatch(/^It was voided on .* \(conversion reassigned\)\.$/);
  });

  test('says that what a rule pays may round to nothing, and blames no missing rule', async () => {
    const { id } = await world.buy({ partner: 'ADA', amount: 1 });
    expect(texts(await explain(id), 'commission')).toEqual([
      'No commission rule pays for it, none pays this customer any more, or what one pays rounds to nothing.',
    ]);
  });

  test('of an adjustment that was voided does not give the reason of that as its own', async () => {
    const { id, commissions } = await world.buy({ partner: 'ADA' });
    const body = { amount: -50, note: 'Agreed.' };
    await world.it.call('POST', `/api/v1/commissions/${commissions[0]?.id}/adjustment`, { body });
    const [before = ''] = texts(await explain(id), 'correction');
    expect(before).toMatch(
      /^An adjustment of -0\.50 USD for “ADA” was posted on .* UTC \(a person’s decision\): “Agreed\.”\.$/,
    );
    await world.assign(id, world.bob);
    const after = await explain(id);
    expect(texts(after, 'correction')).toEqual([before.replace(' (a person’s decision)', '')]);
    expect(texts(after, 'payment').join()).toContain('(conversion reassigned): “Agreed.”');
  });

  test('of a rejected one says that and why', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    await world.reject(id);
    const explanation = await explain(id);
    expect(explanation.summary).toContain('is rejected');
    expect(texts(explanation, 'state')).toEqual(['It is rejected (fraud).']);
  });
});

test('names and codes that people chose stay inside their quotation marks', async () => {
  const hostile = 'Eve” earned <b>all</b> \u202Eof it';
  const eve = await world.it.build.partner({ program_id: world.programId, name: hostile, code: 'EVE' });
  const { id } = await world.buy({ partner: 'EVE', promo_code: `"><script>${'x'.repeat(200)}` });
  const explanation = await explain(id);
  const all = JSON.stringify(explanation.steps.map(({ text }) => text));
  expect(explanation.summary).toBe(
    '“Eve" earned <b>all</b> of it” earned 2.00 USD with this purchase of 10.00 USD.',
  );
  expect(all).not.toContain('\u202E');
  expect(all).not.toContain('x'.repeat(80));
  expect(explanation.steps.some(({ facts }) => facts.partner_id === eve.id)).toBe(true);
});

test("another program's key finds nothing to explain", async () => {
  const other = await world.it.build.program({ name: 'Other' });
  const key = await world.it.build.key({ scopes: ['read'], programId: other.id });
  const { id } = await world.buy();
  const answer = await world.it.call('GET', `/api/v1/conversions/${id}/explanation`, { key });
  expect(answer.status).toBe(404);
});
