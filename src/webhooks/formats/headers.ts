import { defaultBodyHmac } from '../signing/body-hmac.ts';
import type { SignatureScheme } from '../signing/signature.ts';

/** A header of every request, and what it holds. */
export interface DescribedHeader {
  readonly name: string;
  readonly meaning: string;
}

/** The headers that a receiver can build on. Custom ones of an endpoint come beside them. */
export const describeHeaders = (scheme: SignatureScheme): DescribedHeader[] => [
  ...always,
  ...ofScheme[scheme],
];

const always: readonly DescribedHeader[] = [
  { name: 'content-type', meaning: 'application/json' },
  { name: 'webhook-id', meaning: 'The id of the event, the same on every attempt.' },
  { name: 'webhook-timestamp', meaning: 'When this attempt was made, in seconds since 1970.' },
  {
    name: 'webhook-signature',
    meaning:
      'HMAC-SHA256 of `id.timestamp.body` keyed with the decoded secret, as `v1,` and base64; two, separated by a blank, while a secret is being replaced.',
  },
  { name: 'webhook-attempt', meaning: 'The number of this attempt, from 1.' },
  { name: 'webhook-delivery-id', meaning: 'The id of the delivery: one event to one endpoint.' },
  { name: 'webhook-endpoint-id', meaning: 'The id of the endpoint.' },
];

const ofScheme: Readonly<Record<SignatureScheme, readonly DescribedHeader[]>> = {
  dual: [
    { name: 'svix-id', meaning: 'The same as webhook-id.' },
    { name: 'svix-timestamp', meaning: 'The same as webhook-timestamp.' },
    {
      name: 'svix-signature',
      meaning:
        'One HMAC-SHA256 of `id.timestamp.body` keyed with the text of the secret, as `v1,` and base64.',
    },
  ],
  standard: [],
  'body-hmac': [
    {
      name: defaultBodyHmac.header.toLowerCase(),
      meaning:
        'HMAC-SHA256 of the raw body keyed with the text of the secret, in hex. Name, encoding and prefix are `settings.signature` of the endpoint.',
    },
  ],
};
