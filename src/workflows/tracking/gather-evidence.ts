import type { ClickFacts, Evidence, PartnerStanding, ReferralFacts } from '../../attribution/evidence.ts';
import { findClick } from '../../clicks/click.store.ts';
import { type Click, sourceOf } from '../../clicks/click.ts';
import type { TrackRequest } from '../../conversions/track-request.ts';
import { dayMs, type Instant } from '../../core/clock.ts';
import { isId, type PartnerId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import { findPartnerByCode } from '../../partners/partner.store.ts';
import type { Program } from '../../programs/program.ts';
import { findPromoCode } from '../../promo-codes/promo-code.store.ts';
import type { Referral } from '../../referrals/referral.ts';
import type { Partners } from './remember-partners.ts';

interface Sources {
  readonly program: Program;
  readonly request: TrackRequest;
  /** The referral that binds the customer, if there is one. */
  readonly referral: Referral | null;
  readonly occurredAt: Instant;
}

/** Everything a conversion brings along that may point to a partner, looked up; nothing is judged here. */
export const gatherEvidence = async (
  db: Db,
  partners: Partners,
  { program, request, referral, occurredAt }: Sources,
): Promise<Evidence[]> => {
  const evidence: Evidence[] = [];
  const find = { db, partners, program, occurredAt };
  if (referral) evidence.push(await byReferral(find, referral));
  if (request.promoCode !== null) evidence.push(await byPromoCode(find, request.promoCode));
  if (request.clickId !== null) evidence.push(await byClick(find, 'click_id', request.clickId));
  if (request.partner !== null) evidence.push(await byPartnerCode(find, request.partner));
  if (request.clickCookie !== null) evidence.push(await byClick(find, 'cookie', request.clickCookie));
  return evidence;
};

interface Find {
  readonly db: Db;
  readonly partners: Partners;
  readonly program: Program;
  readonly occurredAt: Instant;
}

const byReferral = async ({ partners }: Find, referral: Referral): Promise<Evidence> => ({
  method: referral.method === 'manual' ? 'manual' : 'referral',
  partner: await standing(partners, referral.partnerId),
  referral: toReferralFacts(referral),
});

const toReferralFacts = (referral: Referral): ReferralFacts => ({
  id: referral.id,
  decidedAt: referral.decidedAt,
  expiresAt: referral.expiresAt,
  touch: referral.evidence.touch,
});

const byPromoCode = async ({ db, partners, program }: Find, given: string): Promise<Evidence> => {
  const promoCode = await findPromoCode(db, program.id, given);
  return {
    method: 'promo_code',
    given,
    promoCode: promoCode ?? null,
    partner: promoCode ? await standing(partners, promoCode.partnerId) : null,
  };
};

const byClick = async (
  { db, partners, program, occurredAt }: Find,
  method: 'click_id' | 'cookie',
  given: string,
): Promise<Evidence> => {
  const found = isId('clk', given) ? await findClick(db, given) : undefined;
  // A click of another program is as unknown here as a forged one.
  const last = found?.programId === program.id ? found : undefined;
  const click =
    last && program.attributionModel === 'first_click' ? await firstOf(db, last, program, occurredAt) : last;
  return {
    method,
    given,
    click: click ? toClickFacts(click) : null,
    partner: click ? await standing(partners, click.partnerId) : null,
  };
};

/** A cookie remembers at most this many clicks back; more is no visitor. */
const longestChain = 50;

/** Follows the cookie's earlier clicks back to the first one that still counts; one that never counted is no end. */
const firstOf = async (db: Db, last: Click, program: Program, occurredAt: Instant): Promise<Click> => {
  let first = last;
  let earlier = last.previousClickId;
  for (let step = 0; step < longestChain && earlier !== null; step += 1) {
    const click = await findClick(db, earlier);
    if (!click || !isInWindow(click, program, occurredAt)) break;
    if (click.isCreditable && !click.isBot) first = click;
    earlier = click.previousClickId;
  }
  return first;
};

const isInWindow = (click: Click, program: Program, occurredAt: Instant): boolean =>
  click.programId === program.id && click.createdAt + program.windowDays * dayMs >= occurredAt;

const toClickFacts = (click: Click): ClickFacts => ({
  id: click.id,
  createdAt: click.createdAt,
  isBot: click.isBot,
  isCreditable: click.isCreditable,
  touch: {
    linkId: click.linkId,
    source: sourceOf(click),
    sub1: click.sub1,
    sub2: click.sub2,
    sub3: click.sub3,
    sub4: click.sub4,
    sub5: click.sub5,
    country: click.country,
  },
});

const byPartnerCode = async ({ db, partners, program }: Find, given: string): Promise<Evidence> => {
  const partner = isId('prt', given)
    ? await partners.find(given)
    : await findPartnerByCode(db, program.id, given);
  const own = partner?.programId === program.id ? partner : undefined;
  return { method: 'partner_code', given, partner: own ? { id: own.id, state: own.state } : null };
};

const standing = async (partners: Partners, partnerId: PartnerId): Promise<PartnerStanding> => {
  const partner = await partners.find(partnerId);
  // A foreign key holds every partner row in place for as long as anything points to it.
  return { id: partnerId, state: partner?.state ?? 'terminated' };
};
