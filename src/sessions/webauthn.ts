import { isIP } from 'node:net';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/** Under which name authenticators know this installation. */
export interface RelyingParty {
  /** The host. */
  readonly id: string;
  readonly origin: string;
}

/** A key of an authenticator, as it is kept. */
export interface Authenticator {
  /** base64url */
  readonly credentialId: string;
  /** COSE in base64url */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
}

/**
 * Browsers know passkeys for names, not for numbers, and on https or on the machine itself.
 *
 * @param asked the address of the request, whose host is known to be ours
 * @returns undefined where passkeys cannot work
 */
export const relyingParty = (asked: URL, baseUrl: string): RelyingParty | undefined => {
  const { protocol } = new URL(baseUrl);
  const { hostname, host } = asked;
  const isSecure = protocol === 'https:' || hostname === 'localhost';
  if (!isSecure || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  return { id: hostname, origin: `${protocol}//${host}` };
};

/** EdDSA, ES256 and RS256: what authenticators have and this runtime verifies. */
const algorithms = [-8, -7, -257];

/**
 * Loaded when it is first needed: most starts of the server go without. The executable does not keep the order in
 * which the library's own parts ask for the polyfill, so it comes first.
 */
const library = async () => {
  await import('reflect-metadata');
  return import('@simplewebauthn/server');
};

/** @returns JSON for `navigator.credentials.create` */
export const registrationOptions = async (
  party: RelyingParty,
  who: { id: string; email: string; name: string },
  challenge: string,
  known: readonly Authenticator[],
): Promise<string> => {
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    rpName: 'Tributary',
    rpID: party.id,
    userID: new TextEncoder().encode(who.id),
    userName: who.email,
    userDisplayName: who.name,
    challenge: bytesOf(challenge),
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return JSON.stringify(options);
};

/** @returns undefined when the answer does not fit the challenge, this host, or nobody proved to be there */
export const verifyRegistration = async (
  party: RelyingParty,
  challenge: string,
  answer: string,
): Promise<Authenticator | undefined> => {
  const { verifyRegistrationResponse } = await library();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: JSON.parse(answer) as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return undefined;
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    return { credentialId: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports };
  } catch {
    // Whatever is wrong with what a browser sent, it is no passkey.
    return undefined;
  }
};

/** @returns JSON for `navigator.credentials.get`: any passkey of this host, whoever it is of */
export const authenticationOptions = (party: RelyingParty, challenge: string): string =>
  JSON.stringify({ challenge, rpId: party.id, timeout: 300_000, userVerification: 'required' });

/** Which key an answer says it is from; undefined when it says nothing readable. */
export const credentialIdOf = (answer: string): string | undefined => {
  try {
    const { id } = JSON.parse(answer) as { id?: unknown };
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
};

/** @returns the new counter; undefined when the answer is not from this key, not to this challenge, or a copy's */
export const verifyAuthentication = async (
  party: RelyingParty,
  challenge: string,
  answer: string,
  known: Authenticator,
): Promise<number | undefined> => {
  const { verifyAuthenticationResponse } = await library();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: JSON.parse(answer) as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { id: known.credentialId, publicKey: bytesOf(known.publicKey), counter: known.counter },
      requireUserVerification: true,
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
};

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(base64url, 'base64url'));
