import { describe, expect, test } from 'bun:test';
import { hashPassword, passwordProblem } from '../../src/admins/password.ts';
import { createPasswordWork } from '../../src/admins/password-work.ts';

describe('a password', () => {
  test('has 12 characters, whatever they are, and at most 1024 bytes', () => {
    expect(passwordProblem('47291608553')).toContain('at least 12');
    expect(passwordProblem('472916085532')).toBeUndefined();
    expect(passwordProblem('😀'.repeat(6))).toContain('at least 12');
    expect(passwordProblem('äö'.repeat(256))).toBeUndefined();
    expect(passwordProblem('äö'.repeat(257))).toContain('at most 1024 bytes');
  });

  test.each([
    '123456789012',
    '098765432109',
    '            ',
    'aaaaaaaaaaaaa',
    'Password1234!',
    'P@ssw0rd2024!',
    'password-password',
    'passwordpassword',
    '1234qwerty1234',
    'qwertyuiopas',
    'admin-2026-2026',
    'Tributary2026!!',
    'CorrectHorseBatteryStaple',
    'iloveyou1234',
  ])('is not %j: it is among the first that anybody tries', (password) => {
    expect(passwordProblem(password)).toContain('tried first');
  });

  test.each([
    'four quiet herons wading',
    'xxxxxxxxxxyz',
    'grüne Äpfel im März 🍏',
    'Kq7-mzvL-93td',
    'purple monkey dishwasher dragon',
    `${'a'.repeat(64)}b`,
  ])('may be %j', (password) => {
    expect(passwordProblem(password)).toBeUndefined();
  });
});

test('hashes with argon2id and a salt of its own each time', async () => {
  const [first, second] = await Promise.all([hashPassword('the same text'), hashPassword('the same text')]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=65536,t=2,p=1\$/);
  expect(first).not.toBe(second);
  expect(await Bun.password.verify('the same text', first)).toBe(true);
  expect(await Bun.password.verify('the same text ', first)).toBe(false);
});

describe('looking at passwords', () => {
  test('goes on for a few and refuses the rest, who may come back', async () => {
    const work = createPasswordWork();
    const cheap = await Bun.password.hash('else', { algorithm: 'argon2id', memoryCost: 8, timeCost: 1 });
    const results = await Promise.allSettled(
      Array.from({ length: 16 }, () => work.verify('something', cheap)),
    );
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(6);
    expect(refused[0]).toMatchObject({ reason: { code: 'rate_limited', retryAfterSeconds: 5 } });
    expect(await work.verify('else', cheap)).toBe(true);
  });

  test('takes what has no hash for nobody, and computes nothing from what is too long', async () => {
    const work = createPasswordWork();
    expect(await work.verify('none', 'none')).toBe(false);
    expect(await work.verify('x'.repeat(1025), undefined)).toBe(false);
  });
});
