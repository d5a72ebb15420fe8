import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import type { Work } from '../../src/database/work.ts';
import {
  anonymisePartner,
  changePartner,
  createPartner,
  movePartner,
} from '../../src/partners/partner.service.ts';
import { findPartner } from '../../src/partners/partner.store.ts';
import type { Partner } from '../../src/partners/partner.ts';
import { createPromoCode } from '../../src/promo-codes/promo-code.service.ts';
import { testOrigin } from '../support/app.ts';
import { createPromotionTest, type PromotionTest } from '../support/promotion.ts';

let app: PromotionTest;
let programId: ProgramId;

beforeAll(async () => {
  app = await createPromotionTest();
  programId = (await app.build.program()).id as ProgramId;
});
afterAll(() => app.close());

const links = { forget: () => undefined };

const inOneUnit = async (id: string, unit: (work: Work, partner: Partner) => Promise<void>) => {
  await app.told();
  await app.app.transact(testOrigin, async (work) => {
    const partner = await findPartner(work.tx, id as PartnerId);
    if (partner) await unit(work, partner);
  });
  return await app.told();
};

const noFacts = {
  startsAt: null,
  endsAt: null,
  discountType: null,
  discountValue: null,
  couponId: null,
  duration: null,
};

test('several changes in one unit of work are one partner.updated, after everything else', async () => {
  const { id } = await app.build.partner({ name: 'Before' });
  const events = await inOneUnit(id, async (work, partner) => {
    const renamed = await changePartner(work, partner, { name: 'Between' });
    await createPromoCode(work, renamed, { ...noFacts, code: 'IN-ONE-UNIT' });
    const suspended = await movePartner(work, links, renamed, 'suspension', 'auto', { reason: 'inactivity' });
    await changePartner(work, suspended, { name: 'After' });
  });
  expect(events.map(({ type }) => type)).toEqual(['partner.suspended', 'partner.updated']);
  expect(events[1]?.data).toMatchObject({ previous_state: 'approved', reason: 'inactivity', name: 'After' });
  expect(events[1]?.data.changes).toEqual({
    name: { from: 'Before', to: 'After' },
    promo_codes: { from: [], to: ['IN-ONE-UNIT'] },
    state: { from: 'approved', to: 'suspended' },
  });
});

test('a change that is taken back in the same unit of work is none', async () => {
  const { id } = await app.build.partner({ name: 'Before' });
  const events = await inOneUnit(id, async (work, partner) => {
    const renamed = await changePartner(work, partner, { name: 'Between' });
    await changePartner(work, renamed, { name: 'Before' });
  });
  expect(events).toEqual([]);
});

test('what happens to a partner in the unit of work that inserts it is no update', async () => {
  await app.told();
  await app.app.transact(testOrigin, async (work) => {
    const partner = await createPartner(work, programId, {
      email: 'inserted@example.com',
      name: 'Inserted',
      country: null,
      code: undefined,
      groupId: null,
      source: 'direct',
      state: 'pending',
      emailConfirmed: false,
      onboardingCompleted: false,
    });
    const approved = await movePartner(work, links, partner, 'approval', 'auto');
    await changePartner(work, approved, { name: 'Renamed' });
  });
  const events = await app.told();
  expect(events.map(({ type }) => type)).toEqual(['partner.registered', 'partner.approved']);
});

test('what happens to a partner in the unit of work that deletes it is no update', async () => {
  const { id } = await app.build.partner();
  const events = await inOneUnit(id, async (work, partner) => {
    const terminated = await movePartner(work, links, partner, 'termination', 'auto');
    await anonymisePartner(work, terminated);
  });
  expect(events.map(({ type }) => type)).toEqual(['partner.terminated', 'partner.deleted']);
});

test.each([
  ['PATCH', '', { body: { country: 'DE' } }],
  ['POST', '/suspension', {}],
] as const)('a change on what was read before %s %s is refused', async (method, path, options) => {
  const { id } = await app.build.partner({ name: 'Before' });
  const stale = await findPartner(app.app.read, id as PartnerId);
  await app.call(method, `/api/v1/partners/${id}${path}`, options);
  await app.told();
  const late = (unit: (work: Work, partner: Partner) => Promise<unknown>) =>
    app.app.transact(testOrigin, async (work) => stale && (await unit(work, stale)));
  const conflict = { code: 'conflict' };
  const changing = late((work, partner) => changePartner(work, partner, { name: 'Late' }));
  await expect(changing).rejects.toMatchObject(conflict);
  const moving = late((work, partner) => movePartner(work, links, partner, 'termination', 'auto'));
  await expect(moving).rejects.toMatchObject(conflict);
  expect(await app.told()).toEqual([]);
});

test('a unit of work that fails tells nothing and forgets nothing', async () => {
  const { id } = await app.build.partner();
  await app.told();
  let forgotten = 0;
  const counting = {
    forget: () => {
      forgotten += 1;
    },
  };
  const failing = app.app.transact(testOrigin, async (work) => {
    const partner = await findPartner(work.tx, id as PartnerId);
    if (partner) await movePartner(work, counting, partner, 'suspension', 'auto');
    throw new Error('planned');
  });
  await expect(failing).rejects.toThrow('planned');
  expect(await app.told()).toEqual([]);
  expect(forgotten).toBe(0);
});
