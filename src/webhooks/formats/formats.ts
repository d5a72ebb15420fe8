import type { ReceiverFormat } from './format.ts';

/** The receiver formats an endpoint can choose from. */
export const formats = {
  tributary: {
    signature: 'dual',
    writeBody: undefined,
    satisfies:
      'Canonical names and data. Verifies with Standard Webhooks libraries (webhook-* headers) and with the Node.js code of the AffiliateBase documentation (svix-* headers).',
  },
} as const satisfies Record<string, ReceiverFormat>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as [FormatName, ...FormatName[]];

export const formatOf = (name: FormatName): ReceiverFormat => formats[name];
