import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let app: TestApp;
let owner: Person;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program();
  owner = await signIn(app);
});
afterAll(() => app.close());

test.each(['日本', 'a\u0000b', 'x'.repeat(300)])(
  'a form whose hidden key was written over with %j is refused, and breaks nothing',
  async (key) => {
    const partner = await app.build.partner();
    const fields = { partner: partner.id, amount: '5.00', note: 'x', idempotency_key: key };
    const answer = await owner.post('/admin/commissions/new', fields);
    expect(answer.status).toBe(422);
    expect((await app.call('GET', `/api/v1/commissions?partner_id=${partner.id}`)).body.data).toEqual([]);
    expect(app.logged).toEqual([]);
  },
);
