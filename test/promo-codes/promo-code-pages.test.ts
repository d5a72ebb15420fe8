import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let it: TestApp;
let owner: Person;
let viewer: Person;

beforeAll(async () => {
  it = await createTestApp();
  owner = await signIn(it);
  viewer = await signIn(it, 'viewer');
  await it.build.program();
  await it.build.partner({ name: 'Ada', code: 'ADA' });
});
afterAll(() => it.close());

const html = async (path: string, who = owner): Promise<string> => {
  const answer = await who.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text();
};

const give = async (fields: Readonly<Record<string, string>>): Promise<string> => {
  const made = await owner.post('/admin/promo-codes/new', { partner_id: 'ADA', ...fields });
  expect(made.status).toBe(303);
  return made.headers.get('location') ?? '';
};

describe('promo codes in the browser', () => {
  test('teach what they are for, then say whose each is and whether it is valid now', async () => {
    expect(await html('/admin/promo-codes')).toContain('No promo code yet');
    await give({ code: 'NOW10', discount_value: '10', discount_type: 'percent' });
    await give({ code: 'LATER', starts_at: '2027-01-01T00:00' });
    await give({ code: 'OVER', ends_at: '2026-01-01T00:00' });
    const page = await html('/admin/promo-codes');
    for (const text of ['NOW10', '10 percent', '>valid<', '>not begun<', '>ended<', '>Ada<']) {
      expect(page).toContain(text);
    }
    expect(await html('/admin/promo-codes?code=now1o')).not.toContain('LATER');
    expect(await html('/admin/promo-codes?partner=nobody')).toContain('No promo code is like that');
    expect(await (await owner.get('/admin/promo-codes.csv')).text()).toContain('NOW10');
    expect(await (await owner.get('/admin/promo-codes.csv?partner=nobody')).text()).not.toContain('NOW10');
  });

  test('come back with what was written when they look like another', async () => {
    await give({ code: 'SAVE0' });
    const refused = await owner.post('/admin/promo-codes/new', { partner_id: 'ADA', code: 'SAVEO' });
    expect(refused.status).toBe(409);
    const page = await refused.text();
    expect(page).toContain('Promo code is taken in the program');
    expect(page).toContain('value="SAVEO"');
  });

  test('are changed over the version that was read, and not to end before they begin', async () => {
    const path = await give({ code: 'PERIOD', starts_at: '2026-06-01T00:00' });
    const fields = { starts_at: '2026-06-01T00:00', row_version: '1' };
    const refused = await owner.post(`${path}/edit`, { ...fields, ends_at: '2026-05-01T00:00' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Valid until must be after');
    expect((await owner.post(`${path}/edit`, { ...fields, discount_value: '15' })).status).toBe(303);
    expect((await owner.post(`${path}/edit`, { ...fields, discount_value: '20' })).status).toBe(412);
  });

  test('are retired with a way back in the toast', async () => {
    const path = await give({ code: 'GOING' });
    const retired = await owner.post(`${path}/retirement`, { row_version: '1' });
    expect(await html(retired.headers.get('location') ?? '')).toContain(`action="${path}/restoration"`);
    expect(await html('/admin/promo-codes?archived=true')).toContain('GOING');
    await owner.post(`${path}/restoration`);
    expect(await html(path)).toContain('GOING earns again.');
  });

  test('are only looked at by who may not change them, and others are not found', async () => {
    const path = await give({ code: 'LOOKED' });
    expect(await html(path, viewer)).not.toContain(`${path}/edit`);
    for (const deed of ['edit', 'retirement', 'restoration']) {
      expect((await viewer.post(`${path}/${deed}`)).status).toBe(403);
    }
    expect((await owner.get('/admin/promo-codes/pro_0000000000')).status).toBe(404);
  });
});
