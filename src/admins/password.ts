const minCharacters = 12;
const maxBytes = 1024;

/** What is wrong with a password someone wants to have, to be said after "The password"; undefined when nothing is. */
export const passwordProblem = (password: string): string | undefined => {
  if ([...password].length < minCharacters) return `must have at least ${minCharacters} characters`;
  if (new TextEncoder().encode(password).byteLength > maxBytes) return `may have at most ${maxBytes} bytes`;
  return undefined;
};

/** Argon2id, from the password exactly as it was typed. Takes tens of milliseconds: never inside a unit of work. */
export const hashPassword = (password: string): Promise<string> =>
  Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: 65_536, timeCost: 2 });
