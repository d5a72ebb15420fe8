import type { ReceiverFormat } from './format.ts';

/** Our body, signed for whoever has a library of Svix. */
export const standard: ReceiverFormat = {
  signature: 'standard',
  writeBody: undefined,
  ownName: () => undefined,
  satisfies:
    'Canonical names and data. Sends webhook-* headers alone: verifies with the stock libraries of Svix and of Standard Webhooks.',
  verifiers: ['Standard Webhooks libraries', 'Svix libraries'],
};
