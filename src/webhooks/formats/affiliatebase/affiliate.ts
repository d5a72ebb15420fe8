import type { EventData } from '../../../events/catalogue.ts';
import type { MappedData } from '../format.ts';
import { toSecond } from './shared.ts';

type Partner = EventData<'partner.registered'>;

/** `data` of affiliate.created and affiliate.approved. The page prints no fields for them: its style, our facts. */
export const affiliateData = (partner: Partner): MappedData => ({
  id: partner.id,
  state: stateThere(partner.state),
  ...(partner.previous_state && { previous_state: stateThere(partner.previous_state) }),
  affiliate_id: partner.id,
  campaign_id: partner.program_id,
  name: partner.name,
  email: partner.email,
  code: partner.code,
  source: partner.source,
  group_id: partner.group_id,
  country: partner.country,
  onboarding_completed: partner.onboarding_completed,
  email_confirmed: partner.email_confirmed,
  promo_codes: partner.promo_codes.map((each) => ({ ...each, created_at: toSecond(each.created_at) })),
  created_at: toSecond(partner.created_at),
  updated_at: toSecond(partner.updated_at),
});

/** The page calls an approved affiliate active. */
const stateThere = (state: Partner['state']): string => (state === 'approved' ? 'active' : state);
