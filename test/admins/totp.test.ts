import { expect, test } from 'bun:test';
import { hashRecoveryCode } from '../../src/admins/recovery-code.ts';
import { matchTotp, mintTotpSecret, totpCode, totpUrl } from '../../src/admins/totp.ts';
import { minuteMs, secondMs } from '../../src/core/clock.ts';
import { seededRandom } from '../support/random.ts';

/** `12345678901234567890`, of appendix B of RFC 6238, whose codes of eight digits end as ours of six do. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('at %i seconds the code is that of RFC 6238', (seconds, code) => {
  expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code.slice(2));
  expect(matchTotp(secret, code.slice(2), seconds * secondMs)).toBe(Math.floor(seconds / 30));
});

test('takes the code of the step before and of the one after, and no other', () => {
  const now = 1_234_567_890 * secondMs;
  const step = Math.floor(now / (30 * secondMs));
  for (const taken of [step - 1, step, step + 1]) {
    expect(matchTotp(secret, totpCode(secret, taken), now)).toBe(taken);
  }
  for (const refused of [step - 2, step + 2]) {
    expect(matchTotp(secret, totpCode(secret, refused), now)).toBeUndefined();
  }
  expect(matchTotp(secret, '', now + minuteMs)).toBeUndefined();
});

test('a secret has 160 bits, in the letters and digits that apps take', () => {
  const minted = mintTotpSecret(seededRandom());
  expect(minted).toMatch(/^[A-Z2-7]{32}$/);
  expect(totpUrl(minted, 'Tributary shop.example', 'ann@example.com')).toBe(
    `otpauth://totp/Tributary%20shop.example:ann%40example.com?secret=${minted}&issuer=Tributary%20shop.example&algorithm=SHA1&digits=6&period=30`,
  );
});

test('a recovery code is the same however it is typed', () => {
  const [code, ...spellings] = ['01k7-a2mx-01zz-9h1q', '01K7A2MX01ZZ9H1Q', ' o1k7 a2mx oizz 9hlq '];
  for (const typed of spellings) expect(hashRecoveryCode(typed)).toBe(hashRecoveryCode(code ?? ''));
});
