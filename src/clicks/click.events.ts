import { toIso } from '../core/clock.ts';
import type { EventData } from '../events/catalogue.ts';
import { type Click, sourceOf } from './click.ts';

/** @param partner the partner's summary as of this commit */
export const clickTracked = (
  click: Click,
  partner: EventData<'click.tracked'>['partner'],
): EventData<'click.tracked'> => ({
  id: click.id,
  program_id: click.programId,
  partner_id: click.partnerId,
  partner,
  link_id: click.linkId,
  landing_url: click.landingUrl,
  referrer: click.referrer,
  source: sourceOf(click),
  sub1: click.sub1,
  sub2: click.sub2,
  sub3: click.sub3,
  sub4: click.sub4,
  sub5: click.sub5,
  country: click.country,
  agent_class: click.agentClass,
  created_at: toIso(click.createdAt),
});
