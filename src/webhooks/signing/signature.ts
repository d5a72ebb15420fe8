import type { RandomBytes } from '../../core/ids.ts';

/**
 * How deliveries are signed. `dual` satisfies two documents at once with one displayed secret: `svix-*` as
 * AffiliateBase documents them (a single value, keyed with the secret's text) and `webhook-*` as Standard
 * Webhooks documents them (a list, keyed with the decoded bytes). No single header can do both.
 */
export const signatureSchemes = ['dual'] as const;
export type SignatureScheme = (typeof signatureSchemes)[number];

/** A secret ready for use: the text people see and the bytes it stands for. */
export interface SigningKey {
  readonly text: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** During a rotation lists are signed with both keys, single values with the one receivers still know. */
export interface SigningKeys {
  readonly single: SigningKey;
  readonly list: readonly SigningKey[];
}

const secretPrefix = 'whsec_';
const secretBytes = 36;

/** `whsec_` and the base64 text of 36 random bytes: 48 characters without padding, which every library reads alike. */
export const mintSecret = (random: RandomBytes): string =>
  secretPrefix + Buffer.from(random(new Uint8Array(secretBytes))).toString('base64');

export const signingKeyOf = (secret: string): SigningKey => ({
  text: secret,
  bytes: Uint8Array.from(Buffer.from(secret.slice(secretPrefix.length), 'base64')),
});

/** What is signed: the event's id, the second of the attempt and the exact body. */
export interface SignedContent {
  readonly eventId: string;
  /** Whole seconds since 1970: when the attempt starts. Receivers refuse signatures that are minutes old. */
  readonly timestamp: string;
  readonly body: string;
}

/** The headers of a signature scheme that carry signatures; `requestHeaders` adds what goes with them. */
export const signatureHeaders = (
  scheme: SignatureScheme,
  keys: SigningKeys,
  content: SignedContent,
): Record<string, string> => writers[scheme](keys, content);

const dual = (keys: SigningKeys, { eventId, timestamp, body }: SignedContent): Record<string, string> => {
  const signed = `${eventId}.${timestamp}.${body}`;
  return {
    'svix-signature': `v1,${hmac(keys.single.text, signed)}`,
    'webhook-signature': keys.list.map((key) => `v1,${hmac(key.bytes, signed)}`).join(' '),
  };
};

const writers: Readonly<Record<SignatureScheme, typeof dual>> = { dual };

const hmac = (key: string | Uint8Array<ArrayBuffer>, text: string): string =>
  new Bun.CryptoHasher('sha256', key).update(text).digest('base64');
