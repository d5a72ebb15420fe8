import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createPromotionTest, type PromotionTest, type StoredEvent } from '../support/promotion.ts';

let app: PromotionTest;

beforeAll(async () => {
  app = await createPromotionTest();
  await app.build.program();
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.told();
});

const send = async (method: string, path: string, body?: unknown) => {
  const answer = await app.call(method, path, body === undefined ? {} : { body });
  expect(answer.status).toBeLessThan(300);
  return answer.body;
};
const move = (id: string, name: string, body?: unknown) =>
  send('POST', `/api/v1/partners/${id}/${name}`, body);
const change = (id: string, body: unknown) => send('PATCH', `/api/v1/partners/${id}`, body);

const typesOf = (events: readonly StoredEvent[]) => events.map(({ type }) => type);
const told = async (): Promise<string[]> => typesOf(await app.told());
const lastTold = async () => (await app.told()).at(-1);

/** A partner whose own events are over. */
const partner = async (fields?: Record<string, unknown>) => {
  const made = await app.build.partner(fields);
  await app.told();
  return made;
};

describe('adding a partner', () => {
  test('that is approved at once tells of registration and approval, in this order', async () => {
    const made = await app.build.partner();
    const events = await app.told();
    expect(typesOf(events)).toEqual(['partner.registered', 'partner.approved']);
    for (const { data } of events) {
      expect(data).toMatchObject({ id: made.id, state: 'approved' });
      expect(data).not.toHaveProperty('previous_state');
    }
  });

  test('that is pending tells of the registration alone', async () => {
    await app.build.partner({ state: 'pending' });
    expect(await told()).toEqual(['partner.registered']);
  });

  test('that is merely invited tells nothing', async () => {
    await app.build.partner({ state: 'invited' });
    expect(await told()).toEqual([]);
  });

  test('that is confirmed already tells so, last', async () => {
    await app.build.partner({ email_confirmed: true, onboarding_completed: true });
    expect(await told()).toEqual(['partner.registered', 'partner.approved', 'partner.confirmed']);
  });

  test('in vain tells nothing', async () => {
    await app.build.partner({ email: 'twice@example.com' });
    await app.told();
    const body = { email: 'Twice@Example.com', name: 'Again' };
    expect((await app.call('POST', '/api/v1/partners', { body })).status).toBe(409);
    expect(await told()).toEqual([]);
  });
});

describe('moving a partner', () => {
  test.each([
    ['an invitation accepted', 'invited', ['acceptance'], ['registered', 'approved', 'updated']],
    ['an invitation approved', 'invited', ['approval'], ['registered', 'approved', 'updated']],
    ['an invitation declined', 'invited', ['declination'], ['updated']],
    ['an approval', 'pending', ['approval'], ['approved', 'updated']],
    ['a rejection', 'pending', ['rejection'], ['rejected', 'updated']],
    ['a reopening, which registers nobody twice', 'pending', ['rejection', 'reopening'], ['updated']],
    ['a suspension', 'approved', ['suspension'], ['suspended', 'updated']],
    ['a reinstatement', 'approved', ['suspension', 'reinstatement'], ['approved', 'updated']],
    ['a termination', 'approved', ['termination'], ['terminated', 'updated']],
  ])('%s tells of the move, then of the update', async (_name, state, steps, expected) => {
    const { id } = await partner({ state });
    for (const step of steps) {
      await app.told();
      await move(id, step);
    }
    expect(await told()).toEqual(expected.map((verb) => `partner.${verb}`));
  });

  test('carries the state it came from, the new one and the reason', async () => {
    const { id } = await partner();
    await move(id, 'suspension', { reason: 'fraud' });
    const [suspended, updated] = await app.told();
    const moved = { id, state: 'suspended', previous_state: 'approved', reason: 'fraud' };
    expect(suspended?.data).toMatchObject(moved);
    expect(updated?.data).toMatchObject({
      ...moved,
      changes: { state: { from: 'approved', to: 'suspended' } },
    });
    await move(id, 'reinstatement');
    expect((await app.told())[0]?.data).toMatchObject({ state: 'approved', previous_state: 'suspended' });
  });
});

describe('changing a partner', () => {
  test('tells once, with every changed field before and after', async () => {
    const { id } = await partner({ email: 'jane@example.com', name: 'Jane', code: 'JANE' });
    await change(id, { name: 'Jane Doe', country: 'DE', email: 'jane@example.com', source: 'marketplace' });
    const events = await app.told();
    expect(typesOf(events)).toEqual(['partner.updated']);
    expect(events[0]?.data.changes).toEqual({
      name: { from: 'Jane', to: 'Jane Doe' },
      country: { from: null, to: 'DE' },
      source: { from: 'direct', to: 'marketplace' },
    });
    expect(events[0]?.data).not.toHaveProperty('previous_state');
  });

  test('to what it is already changes and tells nothing', async () => {
    const { id } = await partner({ name: 'Same', country: 'FR' });
    const before = await app.call('GET', `/api/v1/partners/${id}`);
    await change(id, { name: 'Same', country: 'FR', email_confirmed: false });
    await change(id, {});
    const after = await app.call('GET', `/api/v1/partners/${id}`);
    expect(after.headers.get('etag')).toBe(before.headers.get('etag') as string);
    expect(await told()).toEqual([]);
  });

  test('tells of the confirmation once: when the second of both conditions is met for the first time', async () => {
    const { id } = await partner();
    await change(id, { email_confirmed: true });
    expect(await told()).toEqual(['partner.updated']);
    await change(id, { onboarding_completed: true });
    expect(await told()).toEqual(['partner.confirmed', 'partner.updated']);
    await change(id, { onboarding_completed: false });
    await change(id, { onboarding_completed: true });
    expect(await told()).toEqual(['partner.updated', 'partner.updated']);
  });

  test('carries all that receivers are promised', async () => {
    const { id } = await partner({ email: 'Full@example.com', name: 'Full', code: 'FULL', country: 'DE' });
    const promoCode = await app.build.promoCode(id, 'WELCOME10', {
      coupon_id: 'cp_1',
      discount_type: 'percent',
      discount_value: '10.00',
      duration: 'once',
    });
    await app.told();
    await change(id, { onboarding_completed: true });
    expect((await lastTold())?.data).toMatchObject({
      id,
      email: 'Full@example.com',
      name: 'Full',
      code: 'FULL',
      source: 'direct',
      group_id: null,
      state: 'approved',
      country: 'DE',
      onboarding_completed: true,
      email_confirmed: false,
      promo_codes: [
        {
          id: promoCode.id,
          code: 'WELCOME10',
          coupon_id: 'cp_1',
          discount_type: 'percent',
          discount_value: '10.00',
          duration: 'once',
          created_at: promoCode.created_at,
        },
      ],
      changes: { onboarding_completed: { from: false, to: true } },
    });
  });
});

describe('the promo codes of a partner', () => {
  test('tell of an update of the partner when one is added, changed or retired', async () => {
    const { id } = await partner();
    const code = await app.build.promoCode(id, 'ADDED');
    expect(await lastTold()).toMatchObject({
      type: 'partner.updated',
      data: { id, promo_codes: [{ code: 'ADDED' }], changes: { promo_codes: { from: [], to: ['ADDED'] } } },
    });
    await send('PATCH', `/api/v1/promo-codes/${code.id}`, { discount_value: 15 });
    expect((await lastTold())?.data.changes).toEqual({
      [`promo_codes.${code.id}.discount_value`]: { from: null, to: '15' },
    });
    await send('DELETE', `/api/v1/promo-codes/${code.id}`);
    expect((await lastTold())?.data).toMatchObject({
      promo_codes: [],
      changes: { promo_codes: { from: ['ADDED'], to: [] } },
    });
    await send('DELETE', `/api/v1/promo-codes/${code.id}`);
    expect(await told()).toEqual([]);
  });
});

test('links tell nothing', async () => {
  const { id } = await partner();
  const link = await app.build.link(id);
  await send('PATCH', `/api/v1/links/${link.id}`, { sub1: 'a' });
  await send('DELETE', `/api/v1/links/${link.id}`);
  expect(await told()).toEqual([]);
});
