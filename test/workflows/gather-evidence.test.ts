import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { insertClicks } from '../../src/clicks/click.store.ts';
import type { Click } from '../../src/clicks/click.ts';
import { dayMs, hourMs } from '../../src/core/clock.ts';
import type { ClickId, PartnerId, ProgramId } from '../../src/core/ids.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';

/** Clicks as stored, and the purchases that bring their ids along. */
let app: TestApp;
let program: AnswerBody;
let first: AnswerBody;
let second: AnswerBody;
let orders = 0;

beforeAll(async () => {
  app = await createTestApp();
  program = await app.build.program({ window_days: 30 });
  first = await app.build.partner({ program_id: program.id });
  second = await app.build.partner({ program_id: program.id });
});
afterAll(() => app.close());

const click = async (partner: AnswerBody, fields: Partial<Click> = {}): Promise<ClickId> => {
  const id = app.app.ids.mint('clk');
  const stored: Click = {
    id,
    programId: partner.program_id as ProgramId,
    partnerId: partner.id as PartnerId,
    linkId: null,
    landingUrl: 'https://shop.example.com/',
    referrer: 'https://blog.example.org/review?page=2',
    agentClass: 'desktop',
    country: 'DE',
    ipHash: 'hash',
    visitorHash: 'hash',
    isDuplicate: false,
    previousClickId: null,
    isBot: false,
    isCreditable: true,
    createdAt: app.clock.now(),
    sub1: 'from-click',
    sub2: null,
    sub3: null,
    sub4: null,
    sub5: null,
    ...fields,
  };
  await app.app.transact(testOrigin, ({ tx }) => insertClicks(tx, [stored]));
  return id;
};

const buy = async (fields: object): Promise<TrackAnswer> => {
  orders += 1;
  const body = { program: program.id, order_id: `g-${orders}`, amount: 1_000, currency: 'USD', ...fields };
  return (await app.call<TrackAnswer>('POST', '/track/purchase', { body })).body;
};

const verdicts = (answer: TrackAnswer) => answer.attribution.candidates.map((candidate) => candidate.verdict);

describe('a click', () => {
  test('credits its partner, and its source, country and sub-ids travel with the sale', async () => {
    const answer = await buy({ click_id: await click(first) });
    expect(answer).toMatchObject({
      attribution: { partner_id: first.id, method: 'click_id' },
      conversion: { source: 'blog.example.org', country: 'DE', sub1: 'from-click' },
    });
  });

  test('relayed as the cookie of the merchant credits the same, behind an explicit click id', async () => {
    const answer = await buy({ click_cookie: await click(first), click_id: await click(second) });
    expect(answer.attribution).toMatchObject({ partner_id: second.id, method: 'click_id' });
    expect(verdicts(answer)).toEqual(['first_in_order', 'outranked']);
  });

  test('gives way to what the backend itself says about country and sub-ids', async () => {
    const answer = await buy({ click_id: await click(first), country: 'FR', sub1: 'from-backend' });
    expect(answer.conversion).toMatchObject({ country: 'FR', sub1: 'from-backend' });
  });

  test('counts by the time of the sale, not by the time we hear of it', async () => {
    const id = await click(first);
    const soldAt = new Date(app.clock.now() + hourMs).toISOString();
    app.clock.advance(40 * dayMs);
    expect((await buy({ click_id: id, occurred_at: soldAt })).attributed).toBe(true);
    const late = await buy({ click_id: id });
    expect(late.attributed).toBe(false);
    expect(verdicts(late)).toEqual(['click_outside_window']);
  });

  test.each([
    ['made by a bot', { isBot: true, isCreditable: false }, 'click_by_bot'],
    ['made while its partner was suspended', { isCreditable: false }, 'click_not_creditable'],
  ] as const)('%s credits nobody', async (_, fields, verdict) => {
    const answer = await buy({ click_id: await click(first, fields) });
    expect(verdicts(answer)).toEqual([verdict]);
    expect(answer.commissions).toEqual([]);
  });

  test('made an hour after the sale credits nobody', async () => {
    const answer = await buy({ click_id: await click(first, { createdAt: app.clock.now() + hourMs }) });
    expect(verdicts(answer)).toEqual(['click_after_conversion']);
  });

  test('of another program is as unknown as a forged one', async () => {
    const elsewhere = await app.build.program({ name: 'Elsewhere' });
    const stranger = await app.build.partner({ program_id: elsewhere.id });
    const answer = await buy({ click_id: await click(stranger) });
    expect(verdicts(answer)).toEqual(['click_unknown']);
    expect(answer.attribution.candidates[0]?.partner_id).toBeNull();
  });

  test('that is a duplicate credits like the first', async () => {
    expect((await buy({ click_id: await click(first, { isDuplicate: true }) })).attributed).toBe(true);
  });
});

describe('the first-click model', () => {
  test('goes back along the cookie to the first click that still counts', async () => {
    const model = await app.build.program({
      name: 'First',
      attribution_model: 'first_click',
      window_days: 30,
    });
    const [a, b, c] = await Promise.all(
      Array.from({ length: 3 }, () => app.build.partner({ program_id: model.id })),
    );
    if (!a || !b || !c) throw new Error('three partners');
    const now = app.clock.now();
    const expired = await click(a, { createdAt: now - 31 * dayMs });
    const oldest = await click(b, { createdAt: now - 20 * dayMs, previousClickId: expired });
    const middle = await click(a, { createdAt: now - 10 * dayMs, previousClickId: oldest });
    const last = await click(c, { previousClickId: middle });
    const answer = await buy({ program: model.id, click_id: last });
    expect(answer.attribution).toMatchObject({ partner_id: b.id, click_id: oldest });
  });

  test('is not led in circles by a cookie that names itself', async () => {
    const model = await app.build.program({ name: 'Loop', attribution_model: 'first_click' });
    const partner = await app.build.partner({ program_id: model.id });
    const id = await click(partner);
    await app.app.transact(testOrigin, async ({ tx }) => {
      await tx.updateTable('clicks').set({ previous_click_id: id }).where('id', '=', id).execute();
    });
    expect((await buy({ program: model.id, click_id: id })).attributed).toBe(true);
  });
});
