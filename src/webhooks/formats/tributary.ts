import type { ReceiverFormat } from './format.ts';

/** Ours, and the default. */
export const tributary: ReceiverFormat = {
  signature: 'dual',
  writeBody: undefined,
  ownName: () => undefined,
  satisfies:
    'Canonical names and data. Verifies with Standard Webhooks libraries (webhook-* headers) and with the Node.js code of the AffiliateBase documentation (svix-* headers).',
  verifiers: [
    'Standard Webhooks libraries (webhook-* headers)',
    'the code of the AffiliateBase page (svix-* headers)',
  ],
};
