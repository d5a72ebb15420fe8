import type { ReceiverFormat } from './format.ts';
import { type DataMappers, mappedBody, ownNameIn } from './mapped-body.ts';
import {
  clickContent,
  commissionContent,
  conversionContent,
  partnerContent,
  payoutContent,
  tierContent,
} from './track360/content.ts';

/** The 17 events that the Track360 article lists. */
export const track360Mappers = {
  'click.tracked': clickContent,
  'conversion.created': conversionContent,
  'conversion.qualified': conversionContent,
  'conversion.rejected': conversionContent,
  'conversion.updated': conversionContent,
  'commission.created': commissionContent,
  'commission.due': commissionContent,
  'commission.adjusted': commissionContent,
  'commission.tier_changed': tierContent,
  'payout.scheduled': payoutContent,
  'payout.processing': payoutContent,
  'payout.completed': payoutContent,
  'payout.failed': payoutContent,
  'partner.registered': partnerContent,
  'partner.approved': partnerContent,
  'partner.suspended': partnerContent,
  'partner.terminated': partnerContent,
} as const satisfies DataMappers;

export const track360: ReceiverFormat = {
  signature: 'body-hmac',
  writeBody: mappedBody('track360', track360Mappers),
  ownName: ownNameIn('track360'),
  satisfies:
    'The 17 events of the Track360 guide with partner, customer, conversion, commission, source, sub-ids and country in each. Adds the HMAC-SHA256 of the raw body in a header whose name, encoding and prefix are settings.',
  verifiers: [
    'HMAC-SHA256 of the raw body keyed with the text of the secret, as the Track360 guide describes it',
    'Standard Webhooks libraries (webhook-* headers)',
    'Svix libraries (webhook-* headers)',
  ],
};
