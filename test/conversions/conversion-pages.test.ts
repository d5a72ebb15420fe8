import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Person, signIn } from '../support/people.ts';
import { type AssignmentWorld, createAssignmentWorld } from './support/assignment-world.ts';

let world: AssignmentWorld;
let admin: Person;
beforeAll(async () => {
  world = await createAssignmentWorld();
  admin = await signIn(world.it, 'admin');
});
afterAll(() => world.it.close());

const read = async (path: string, person = admin) => (await person.get(path)).text();
const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

/** Opens a decision's page, asks what it comes to, and sends its form. */
const decide = async (id: string, deed: string, fields: Record<string, string>) => {
  const path = `/admin/conversions/${id}/${deed}`;
  const send = (html: string, more: Record<string, string>) => {
    const names = ['row_version', 'idempotency_key', 'foreseen'];
    return admin.post(path, {
      ...Object.fromEntries(names.map((name) => [name, hiddenIn(html, name)])),
      ...more,
    });
  };
  const asked = await send(await read(path), { ...fields, step: 'check' });
  return asked.status === 200 && fields.step !== 'check' ? send(await asked.text(), fields) : asked;
};

describe('the list', () => {
  test('without a conversion says what one is and how to tell the first', async () => {
    expect(await read('/admin/conversions')).toContain('No conversion yet');
  });

  test('names partners and orders, and narrows by a partner that was typed', async () => {
    await world.buy({ partner: 'ADA', order_id: 'of-ada' });
    await world.buy({ partner: 'BOB', order_id: 'of-bob' });
    const all = await read('/admin/conversions');
    expect(all).toContain('of-ada');
    expect(all).toContain('>BOB</a>');
    const ofBob = await read('/admin/conversions?partner=bob');
    expect(ofBob).toContain('of-bob');
    expect(ofBob).not.toContain('of-ada');
    expect(await read('/admin/conversions?partner=nobody-like-this')).toContain('No conversion fits');
  });

  test('is a file, too, with amounts in units', async () => {
    const file = await admin.get('/admin/conversions.csv?order_id=of-ada');
    expect(file.headers.get('content-disposition')).toContain('conversions.csv');
    const [, row] = (await file.text()).split('\r\n');
    expect(row).toContain('of-ada');
    expect(row).toContain(',10.00,');
  });
});

describe('one conversion', () => {
  test('says who could have earned it, who did and why, and everything that happened', async () => {
    const { id } = await world.buy({ partner: 'ADA', promo_code: 'NOSUCH' });
    const html = await read(`/admin/conversions/${id}`);
    expect(html).toContain('“ADA” earned 2.00 USD with this purchase of 10.00 USD.');
    expect(html).toContain('data-won="yes"');
    expect(html).toContain('The promo code “NOSUCH” is none of this program.');
    expect(html).toContain('Commission of USD\u00a02.00 earned');
    expect(html).toContain(`/admin/conversions/${id}/rejection`);
  });

  test('offers no decision to who may only look', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    const viewer = await signIn(world.it, 'viewer');
    expect(await read(`/admin/conversions/${id}`, viewer)).not.toContain('/rejection');
    expect((await viewer.get(`/admin/conversions/${id}/rejection`)).status).toBe(403);
  });

  test('that is not there is not found', async () => {
    expect((await admin.get('/admin/conversions/cnv_0000000000')).status).toBe(404);
  });
});

describe('a decision', () => {
  test('states who loses and earns what before it is taken, and changes nothing until then', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    const checked = await decide(id, 'assignment', { partner: 'BOB', step: 'check' });
    const html = await checked.text();
    expect(checked.status).toBe(200);
    expect(html).toContain('ADA loses USD\u00a02.00 and BOB earns USD\u00a03.00.');
    expect(html).toContain('value="BOB"');
    expect(await read(`/admin/conversions/${id}`)).toContain('“ADA” earned 2.00 USD');
    expect((await decide(id, 'assignment', { partner: 'BOB', note: 'agreed' })).status).toBe(303);
    expect(await read(`/admin/conversions/${id}`)).toContain('“BOB” earned 3.00 USD');
  });

  test('is not taken when its form says something else than what was foreseen', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    const html = await read(`/admin/conversions/${id}/refund`);
    const hidden = Object.fromEntries(
      ['idempotency_key', 'foreseen'].map((name) => [name, hiddenIn(html, name)]),
    );
    const asked = await admin.post(`/admin/conversions/${id}/refund`, {
      ...hidden,
      ...{ kind: 'refund', amount: '5' },
    });
    expect(await asked.text()).toContain('ADA loses USD\u00a01.00.');
    expect((await world.it.call('GET', `/api/v1/conversions/${id}`)).body.refunded_amount).toBe(0);
  });

  test('about a partner named by another page says what it comes to at once', async () => {
    const { id } = await world.buy();
    const html = await read(`/admin/conversions/${id}/assignment?partner=BOB`);
    expect(html).toContain('BOB earns USD\u00a03.00.');
  });

  test('that names nobody comes back with what was written', async () => {
    const { id } = await world.buy();
    const refused = await decide(id, 'assignment', { partner: 'who', note: 'kept' });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain('fits no partner');
    expect(html).toContain('kept</textarea>');
  });

  test('to refund takes an amount as people write it, once however often it is sent', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    expect(await read(`/admin/conversions/${id}/refund`)).toContain('ADA loses USD\u00a02.00.');
    const fields = { kind: 'refund', amount: '2.50', idempotency_key: 'twice-sent' };
    await decide(id, 'refund', fields);
    expect((await decide(id, 'refund', fields)).status).toBe(303);
    const { body } = await world.it.call('GET', `/api/v1/conversions/${id}`);
    expect(body.refunded_amount).toBe(250);
  });

  test('about something that changed meanwhile is refused', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    const refused = await decide(id, 'rejection', { reason: 'fraud', row_version: '7' });
    expect(refused.status).toBe(412);
    expect((await decide(id, 'rejection', { reason: 'fraud' })).status).toBe(303);
    expect(await read(`/admin/conversions/${id}`)).toContain('would have been one of “ADA”, and is rejected');
  });

  test('that cannot be taken says why on its page', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    expect(await read(`/admin/conversions/${id}/qualification`)).toContain('Nothing was changed');
  });
});
