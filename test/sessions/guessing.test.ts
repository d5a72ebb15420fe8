import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { minuteMs, secondMs } from '../../src/core/clock.ts';
import { createBrake } from '../../src/sessions/brake.ts';
import { makeAdmin, testPassword as password } from '../support/admins.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createTestClock } from '../support/clock.ts';
import { visit } from '../support/visitor.ts';

let app: TestApp;
const email = 'ann@example.com';

beforeAll(async () => {
  app = await createTestApp();
  await makeAdmin(app, { email });
});
afterAll(() => app.close());

/** Every one from somewhere else unless told otherwise. */
let last = 0;
const guess = (someone: string): Promise<Response> => {
  last += 1;
  const address = `198.51.${last >> 8}.${last & 255}`;
  return visit(app, { address }).post('/login', { email: someone, password: 'one of many guesses' });
};

/** Of this nothing is computed, so that many of them take no time. */
const tooLong = 'x'.repeat(1025);

const guessFrom = (address: string, someone: string): Promise<Response> =>
  visit(app, { address }).post('/login', { email: someone, password: tooLong });

describe('guessing at one account from everywhere', () => {
  test('is slowed down, and its owner gets in after the wait', async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) statuses.push((await guess(email)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429, 429]);
    const slowed = await visit(app).post('/login', { email, password });
    expect(slowed.status).toBe(429);
    expect(await slowed.text()).toContain('was tried too often');
    app.clock.advance(Number(slowed.headers.get('retry-after')) * secondMs);
    expect((await visit(app).post('/login', { email, password })).status).toBe(303);
    expect((await guess(email)).status).toBe(401);
  });

  test('is not quicker when all guesses come at once', async () => {
    await makeAdmin(app, { email: 'bob@example.com' });
    const answers = await Promise.all(Array.from({ length: 12 }, () => guess('bob@example.com')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  }, 30_000);

  test('is answered for nobody as for somebody: status, words, waits and headers', async () => {
    await makeAdmin(app, { email: 'known@example.com' });
    const told = async (someone: string) => {
      const seen: unknown[] = [];
      for (let tries = 0; tries < 7; tries += 1) {
        const answer = await guess(someone);
        const text = (await answer.text()).replaceAll(someone, 'SOMEONE').replace(/data-options="[^"]*"/, '');
        seen.push([answer.status, answer.headers.get('retry-after'), text]);
      }
      return seen;
    };
    expect(await told('known@example.com')).toEqual(await told('nobody@example.com'));
  }, 30_000);
});

test('guessing at many accounts from one place is slowed down', async () => {
  const statuses: number[] = [];
  for (let tries = 0; tries < 25; tries += 1) {
    statuses.push((await guessFrom('203.0.113.7', `nobody${tries}@example.com`)).status);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(20);
  expect(statuses.slice(20).every((status) => status === 429)).toBe(true);
  expect((await guessFrom('203.0.113.8', 'somebody@example.com')).status).toBe(401);
});

test('what a request says of where it comes from changes nothing', async () => {
  const from = (number: number) =>
    visit(app, { address: '203.0.113.9', headers: { 'x-forwarded-for': `10.0.0.${number}` } });
  const statuses: number[] = [];
  for (let tries = 0; tries < 22; tries += 1) {
    const guess = { email: `no${tries}@example.org`, password: tooLong };
    statuses.push((await from(tries).post('/login', guess)).status);
  }
  expect(statuses.slice(20)).toEqual([429, 429]);
});

test('one household of IPv6 addresses counts as one place', async () => {
  for (let tries = 0; tries < 20; tries += 1) {
    await guessFrom(`2001:db8:1:2::${tries + 1}`, `nobody${tries}@example.net`);
  }
  expect((await guessFrom('2001:db8:1:2:ffff::9', 'other@example.net')).status).toBe(429);
});

test('what is too long to be a password is refused before anything is computed', async () => {
  const answer = await visit(app).post('/login', { email: 'x@example.com', password: 'x'.repeat(2_000) });
  expect(answer.status).toBe(401);
  const long = await visit(app).post('/login', { email: 'x'.repeat(40_000), password });
  expect(long.status).toBe(413);
});

describe('a brake', () => {
  const clock = createTestClock();

  test('makes each further try wait twice as long, a quarter of an hour at most, and forgets after an hour', () => {
    const brake = createBrake({ clock, free: 2 });
    const waits: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      const seconds = brake.take('a');
      if (seconds === 0) continue;
      waits.push(seconds);
      clock.advance(seconds * secondMs);
      expect(brake.take('a')).toBe(0);
    }
    expect(waits.slice(0, 8)).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
    clock.advance(60 * minuteMs);
    expect(brake.take('a')).toBe(0);
    expect(brake.take('a')).toBe(0);
    expect(brake.take('a')).toBe(15);
  });

  test('lets go of who got there', () => {
    const brake = createBrake({ clock, free: 1 });
    brake.take('b');
    expect(brake.take('b')).toBeGreaterThan(0);
    brake.clear('b');
    expect(brake.take('b')).toBe(0);
    expect(brake.take('c')).toBe(0);
  });
});
