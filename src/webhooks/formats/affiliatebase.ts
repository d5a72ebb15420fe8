import { affiliateData } from './affiliatebase/affiliate.ts';
import { commissionData, voidedCommissionData } from './affiliatebase/commission.ts';
import { payoutData } from './affiliatebase/payout.ts';
import { referralData } from './affiliatebase/referral.ts';
import type { ReceiverFormat } from './format.ts';
import { type DataMappers, mappedBody, ownNameIn } from './mapped-body.ts';

/** The 8 events that the AffiliateBase page documents. */
export const affiliateBaseMappers = {
  'partner.registered': affiliateData,
  'partner.approved': affiliateData,
  'referral.created': referralData,
  'referral.converted': referralData,
  'commission.created': commissionData,
  'commission.due': commissionData,
  'commission.voided': voidedCommissionData,
  'payout.completed': payoutData,
} as const satisfies DataMappers;

export const affiliatebase: ReceiverFormat = {
  signature: 'dual',
  writeBody: mappedBody('affiliatebase', affiliateBaseMappers),
  ownName: ownNameIn('affiliatebase'),
  satisfies:
    'The 8 events of the AffiliateBase page under its names, with its data fields and amount_cents in minor units; all others under our names. Verifies with the Node.js code of that page.',
  verifiers: [
    'the code of the AffiliateBase page (svix-* headers)',
    'Standard Webhooks libraries (webhook-* headers)',
  ],
};
