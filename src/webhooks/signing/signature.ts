import type { RandomBytes } from '../../core/ids.ts';
import { type BodyHmac, defaultBodyHmac } from './body-hmac.ts';

/**
 * How deliveries are signed. `dual` satisfies two documents at once with one displayed secret: `svix-*` as
 * AffiliateBase documents them (a single value, keyed with the secret's text) and `webhook-*` as Standard
 * Webhooks documents them (a list, keyed with the decoded bytes). No single header can do both. `standard` sends the
 * second alone, which the Svix libraries want: they look at nothing else once there is a `svix-*`. `body-hmac` adds a
 * header of the receiver's choice to it, with the HMAC of the raw body keyed with the secret's text.
 */
export const signatureSchemes = ['dual', 'standard', 'body-hmac'] as const;
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

/**
 * The headers of a signature scheme that carry signatures; `requestHeaders` adds what goes with them.
 * @param bodyHmac how `body-hmac` writes its header
 */
export const signatureHeaders = (
  scheme: SignatureScheme,
  keys: SigningKeys,
  content: SignedContent,
  bodyHmac: BodyHmac = defaultBodyHmac,
): Record<string, string> => writers[scheme](keys, content, bodyHmac);

type Writer = (keys: SigningKeys, content: SignedContent, bodyHmac: BodyHmac) => Record<string, string>;

const writers: Readonly<Record<SignatureScheme, Writer>> = {
  dual: (keys, content) => {
    const signed = signedText(content);
    return {
      'svix-signature': `v1,${hmac(keys.single.text, signed)}`,
      'webhook-signature': signatureList(keys, signed),
    };
  },
  standard: (keys, content) => ({ 'webhook-signature': signatureList(keys, signedText(content)) }),
  // The same key signs two kinds of text: safe because a body begins with a brace and an id never does.
  'body-hmac': (keys, content, { header, encoding, prefix }) => ({
    'webhook-signature': signatureList(keys, signedText(content)),
    [header]: prefix + hmac(keys.single.text, content.body, encoding),
  }),
};

const signedText = ({ eventId, timestamp, body }: SignedContent): string => `${eventId}.${timestamp}.${body}`;

const signatureList = ({ list }: SigningKeys, signed: string): string =>
  list.map((key) => `v1,${hmac(key.bytes, signed)}`).join(' ');

const hmac = (
  key: string | Uint8Array<ArrayBuffer>,
  text: string,
  encoding: BodyHmac['encoding'] = 'base64',
): string => new Bun.CryptoHasher('sha256', key).update(text).digest(encoding);
