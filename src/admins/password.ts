import { isCommonPassword } from './common-passwords.ts';

const minCharacters = 12;
const maxBytes = 1024;

/** What is asked of a password, for people who choose one. */
export const passwordRule = `At least ${minCharacters} characters. A few words that mean something to you alone are best.`;

/** What is wrong with a password someone wants to have, to be said after "The password"; undefined when nothing is. */
export const passwordProblem = (password: string): string | undefined => {
  if ([...password].length < minCharacters) return `must have at least ${minCharacters} characters`;
  if (isTooLong(password)) return `may have at most ${maxBytes} bytes`;
  if (isCommonPassword(password)) return 'is one of those that are tried first; choose another';
  return undefined;
};

/** Longer than any password of ours: nothing is computed from it. */
export const isTooLong = (password: string): boolean =>
  new TextEncoder().encode(password).byteLength > maxBytes;

/** Argon2id, from the password exactly as it was typed. Takes tens of milliseconds: never inside a unit of work. */
export const hashPassword = (password: string): Promise<string> =>
  Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: 65_536, timeCost: 2 });
