import type { Ids } from '../core/ids.ts';

/** For who has lost their authenticator app; each lets them in once. */
export const recoveryCodeCount = 10;

/** Characters of 5 random bits each: too many to be guessed even from the database. */
const length = 16;

/** `4k7q-2mxt-...`, to be written down. */
export const mintRecoveryCodes = (ids: Pick<Ids, 'token'>): string[] =>
  Array.from({ length: recoveryCodeCount }, () => (ids.token(length).match(/.{4}/g) ?? []).join('-'));

/** However it was typed: with spaces, in capitals, with the letters that look like digits. */
export const hashRecoveryCode = (typed: string): string => {
  const code = typed
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  return new Bun.CryptoHasher('sha256').update(code).digest('hex');
};
