import type { Ids } from '../core/ids.ts';

const challengeBytes = 32;

/** What an authenticator has to sign, in base64url as browsers take it. */
export const mintChallenge = ({ random }: Pick<Ids, 'random'>): string =>
  Buffer.from(random(new Uint8Array(challengeBytes))).toString('base64url');
