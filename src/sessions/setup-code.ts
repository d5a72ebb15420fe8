import { timingSafeEqual } from 'node:crypto';
import { type Clock, hourMs, type Instant } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import { hashToken } from './session.ts';

/** The code that makes the first admin: whoever reads the log or the data folder of the server is its operator. */
export interface SetupCode {
  /** Makes a code, in place of one there was. @returns the only sight of it */
  open(): string;
  /** Whether some code would be taken at present. */
  isOpen(): boolean;
  /** Each wrong one counts; after five none is right any more. */
  isRight(typed: string): boolean;
  close(): void;
}

const lifetimeMs = hourMs;
const maxWrong = 5;

/** Characters of 5 random bits each: 130 bits. */
const length = 26;

export const createSetupCode = (clock: Clock, ids: Pick<Ids, 'token'>): SetupCode => {
  let present: { hash: string; until: Instant; wrong: number } | undefined;
  const isOpen = () => present !== undefined && present.wrong < maxWrong && clock.now() < present.until;
  return {
    isOpen,
    open() {
      const code = ids.token(length);
      present = { hash: hashToken(code), until: clock.now() + lifetimeMs, wrong: 0 };
      return code;
    },
    isRight(typed) {
      if (!present || !isOpen()) return false;
      const right = timingSafeEqual(Buffer.from(hashToken(typed)), Buffer.from(present.hash));
      if (!right) present.wrong += 1;
      return right;
    },
    close() {
      present = undefined;
    },
  };
};
