import { DomainError } from '../core/errors.ts';
import { hashPassword, isTooLong } from './password.ts';

/** Hashing of passwords for requests: a few at a time, so that everything else goes on. */
export interface PasswordWork {
  /** @throws DomainError `rate_limited` when too many wait already */
  hash(password: string): Promise<string>;
  /**
   * Takes as long for somebody who does not exist.
   *
   * @param passwordHash undefined for nobody
   * @throws DomainError `rate_limited` when too many wait already
   */
  verify(password: string, passwordHash: string | undefined): Promise<boolean>;
}

/** Each takes 64 MiB and a core. */
const maxAtOnce = 2;
const maxWaiting = 8;
const retryAfterSeconds = 5;

export const createPasswordWork = (): PasswordWork => {
  const waiting: (() => void)[] = [];
  let atWork = 0;

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (atWork < maxAtOnce) atWork += 1;
    else {
      if (waiting.length >= maxWaiting) throw busy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else atWork -= 1;
    }
  };

  return {
    hash: (password) => inTurn(() => hashPassword(password)),
    verify: async (password, passwordHash) => {
      if (isTooLong(password)) return false;
      const known = passwordHash?.startsWith('$argon2id$') === true;
      const matches = await inTurn(() => Bun.password.verify(password, known ? passwordHash : nobodysHash));
      return matches && known;
    },
  };
};

const busy = (): DomainError =>
  new DomainError(
    'rate_limited',
    'Too many people are signing in at this moment. Try again in a few seconds.',
    [],
    retryAfterSeconds,
  );

/** Of a password that nobody knows, made like all others. */
const nobodysHash =
  '$argon2id$v=19$m=65536,t=2,p=1$1SiQ9GMAmPGaXwVeQgoLyioHDo8OJOx/7x0awb/GlSg$HtX+8LxNHNJx2EQ6xOTLsUXpCGM++CRyP464G5CScXE';
