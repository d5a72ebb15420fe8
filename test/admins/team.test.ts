import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { hourMs } from '../../src/core/clock.ts';
import { makeAdmin, testPassword as password } from '../support/admins.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Visitor, visit } from '../support/visitor.ts';

let app: TestApp;
let owner: Visitor;
let ownerId: string;

beforeAll(async () => {
  app = await createTestApp();
  ownerId = (await makeAdmin(app, { email: 'olga@example.com', name: 'Olga' })).id;
  owner = await signedIn('olga@example.com');
});
afterAll(() => app.close());

const signedIn = async (email: string): Promise<Visitor> => {
  const visitor = visit(app);
  expect((await visitor.post('/login', { email, password })).status).toBe(303);
  return visitor;
};

const isIn = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.get('/admin/account')).status === 200;

const linkIn = (html: string): string =>
  new URL(/data-copy="([^"]+\/invitation\/[^"]+)"/.exec(html)?.[1] ?? '').pathname;

const invite = async (email: string, role = 'finance'): Promise<string> => {
  const made = await owner.post('/admin/team/invite', { email, name: 'Fay', role });
  expect(made.status).toBe(200);
  return linkIn(await made.text());
};

describe('the team', () => {
  test('is shown to owners with who they are and what they prove', async () => {
    const html = await (await owner.get('/admin/team')).text();
    expect(html).toContain('Olga (you)');
    expect(html).toContain('1 person; nobody with more than a password.');
  });

  test.each(['admin', 'finance', 'viewer'] as const)('is none of the business of a role %s', async (role) => {
    await makeAdmin(app, { email: `${role}@example.com`, role });
    const someone = await signedIn(`${role}@example.com`);
    expect((await someone.get('/admin/team')).status).toBe(403);
    const sent = await someone.post('/admin/team/invite', {
      email: 'x@example.com',
      name: 'X',
      role: 'owner',
    });
    expect(sent.status).toBe(403);
    const key = await app.build.key({ scopes: ['write', 'payouts'] });
    expect((await app.call('GET', '/api/v1/admins', { key })).status).toBe(403);
  });
});

describe('an invitation', () => {
  test('is a link that makes one admin, once, with a password of their own', async () => {
    const link = await invite('fay@example.com');
    expect(await (await owner.get('/admin/team')).text()).toContain('Open invitations');
    const fay = visit(app);
    expect(await (await fay.get(link)).text()).toContain('fay@example.com');
    expect((await fay.post(link, { name: 'Fay', password: 'password1234' })).status).toBe(422);
    const joined = await fay.post(link, { name: 'Fay Finch', password });
    expect(joined.headers.get('location')).toBe('/admin');
    const html = await (await fay.get('/admin/account')).text();
    expect(html).toContain('Your role is finance');
    expect(await isIn(await signedIn('fay@example.com'))).toBe(true);
    expect((await visit(app).get(link)).status).toBe(404);
    expect((await visit(app).post(link, { name: 'Eve', password })).status).toBe(404);
  });

  test('makes one admin also when it is accepted twice at the same time', async () => {
    const link = await invite('gil@example.com');
    const answers = await Promise.all([1, 2].map(() => visit(app).post(link, { name: 'Gil', password })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
  });

  test('is good for 72 hours, and a later one takes its place', async () => {
    const first = await invite('hal@example.com');
    const second = await invite('hal@example.com');
    expect((await visit(app).get(first)).status).toBe(404);
    app.clock.advance(72 * hourMs - 1);
    expect((await visit(app).get(second)).status).toBe(200);
    app.clock.advance(1);
    expect((await visit(app).get(second)).status).toBe(404);
    expect((await visit(app).post(second, { name: 'Hal', password })).status).toBe(404);
    owner = await signedIn('olga@example.com');
  });

  test('can be withdrawn', async () => {
    const link = await invite('ida@example.com');
    const html = await (await owner.get('/admin/team')).text();
    const action = /action="(\/admin\/team\/invitations\/[^"]+)"/.exec(html)?.[1] ?? '';
    expect((await owner.post(action)).status).toBe(303);
    expect((await visit(app).get(link)).status).toBe(404);
    expect((await owner.post(action)).status).toBe(409);
  });

  test('leads where the configuration says, whatever the request says', async () => {
    const evil = visit(app, {
      headers: { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
    });
    for (const [name, value] of owner.cookies) evil.cookies.set(name, value);
    const fields = { email: 'jo@example.com', name: 'Jo', role: 'viewer' };
    const html = await (await evil.post('/admin/team/invite', fields)).text();
    expect(html).toContain(`${app.app.config.baseUrl}/invitation/`);
    expect(html).not.toContain('evil.example');
  });

  test('is refused for who is an admin already, with what was written kept', async () => {
    const refused = await owner.post('/admin/team/invite', {
      ...{ email: 'OLGA@example.com', name: 'Olga again', role: 'viewer' },
    });
    expect(refused.status).toBe(409);
    const html = await refused.text();
    expect(html).toContain('belongs to an admin already');
    expect(html).toContain('value="Olga again"');
  });

  test('has its token in its link and nowhere else', async () => {
    const token = (await invite('kim@example.com')).split('/').at(-1) ?? '';
    const rows = [
      await app.app.read.selectFrom('invitations').selectAll().execute(),
      await app.app.read.selectFrom('audit_entries').selectAll().execute(),
    ];
    expect(JSON.stringify([rows, app.logged])).not.toContain(token);
    expect(JSON.stringify((await app.call('GET', '/api/v1/invitations')).body)).not.toContain(token);
  });
});

describe('changing an admin', () => {
  test('to another role ends every sign-in of theirs at once', async () => {
    const { id } = await makeAdmin(app, { email: 'lou@example.com', name: 'Lou', role: 'viewer' });
    const lou = await signedIn('lou@example.com');
    const page = await (await owner.get(`/admin/team/${id}`)).text();
    const row_version = /name="row_version" value="(\d+)"/.exec(page)?.[1] ?? '';
    expect((await owner.post(`/admin/team/${id}`, { role: 'admin', row_version })).status).toBe(303);
    expect(await isIn(lou)).toBe(false);
    expect(await (await (await signedIn('lou@example.com')).get('/admin/account')).text()).toContain(
      'Your role is admin',
    );
    const late = await owner.post(`/admin/team/${id}`, { role: 'owner', row_version });
    expect(late.status).toBe(412);
  });

  test('takes the last owner no role, and removes nobody who is the last', async () => {
    const change = await app.call('PATCH', `/api/v1/admins/${ownerId}`, { body: { role: 'admin' } });
    expect(change).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await app.call('DELETE', `/api/v1/admins/${ownerId}`)).status).toBe(409);
    expect(await isIn(owner)).toBe(true);
  });
});

describe('removing an admin', () => {
  test('wants their email typed, and ends every sign-in of theirs at once and for ever', async () => {
    const { id } = await makeAdmin(app, { email: 'max@example.com', name: 'Max', role: 'admin' });
    const max = await signedIn('max@example.com');
    const path = `/admin/team/${id}/removal`;
    const wrong = await owner.post(path, { typed: 'yes' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('is not the email of this admin');
    expect((await owner.post(path, { typed: 'Max@example.com' })).status).toBe(303);
    expect(await isIn(max)).toBe(false);
    expect((await visit(app).post('/login', { email: 'max@example.com', password })).status).toBe(401);
    expect((await owner.get(`/admin/team/${id}`)).status).toBe(404);
    expect((await app.call('GET', `/api/v1/admins/${id}`)).status).toBe(404);
  });

  test('leaves their email to be invited again', async () => {
    const { id } = await makeAdmin(app, { email: 'ned@example.com', role: 'viewer' });
    expect((await app.call('DELETE', `/api/v1/admins/${id}`)).status).toBe(204);
    const body = { email: 'ned@example.com', name: 'Ned', role: 'viewer' };
    const made = await app.call('POST', '/api/v1/invitations', { body });
    expect(made).toMatchObject({ status: 201, body: { state: 'open', is_mailed: false } });
  });
});
