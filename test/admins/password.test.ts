import { expect, test } from 'bun:test';
import { hashPassword, passwordProblem } from '../../src/admins/password.ts';

test('asks for 12 characters, whatever they are, and at most 1024 bytes', () => {
  expect(passwordProblem('12345678901')).toContain('at least 12');
  expect(passwordProblem('123456789012')).toBeUndefined();
  expect(passwordProblem('😀'.repeat(6))).toContain('at least 12');
  expect(passwordProblem(' '.repeat(12))).toBeUndefined();
  expect(passwordProblem('ä'.repeat(512))).toBeUndefined();
  expect(passwordProblem('ä'.repeat(513))).toContain('at most 1024 bytes');
});

test('hashes with argon2id and a salt of its own each time', async () => {
  const [first, second] = await Promise.all([hashPassword('the same text'), hashPassword('the same text')]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=65536,t=2,p=1\$/);
  expect(first).not.toBe(second);
  expect(await Bun.password.verify('the same text', first)).toBe(true);
  expect(await Bun.password.verify('the same text ', first)).toBe(false);
});
