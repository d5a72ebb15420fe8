import { affiliateData } from './affonso/affiliate.ts';
import { withAttemptMembers } from './attempt-members.ts';
import type { ReceiverFormat } from './format.ts';
import { type DataMappers, mappedBody, ownNameIn } from './mapped-body.ts';

/** The four events that the Affonso page documents. */
export const affonsoMappers = {
  'partner.registered': affiliateData,
  'partner.confirmed': affiliateData,
  'partner.updated': affiliateData,
  'partner.deleted': affiliateData,
} as const satisfies DataMappers;

export const affonso: ReceiverFormat = {
  signature: 'dual',
  writeBody: mappedBody('affonso', affonsoMappers),
  ownName: ownNameIn('affonso'),
  writeAttempt: withAttemptMembers,
  satisfies:
    'The four affiliate events as the Affonso page documents them, camelCase data and attempt in the body included; all others under our names. Signed as tributary.',
  verifiers: [
    'Standard Webhooks libraries (webhook-* headers)',
    'the code of the AffiliateBase page (svix-* headers)',
  ],
};
