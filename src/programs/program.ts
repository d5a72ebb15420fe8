import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { Ids, ProgramId } from '../core/ids.ts';

/** `test` marks sample data and test payments; a program stays what it was made as. */
export const programModes = ['live', 'test'] as const;
export type ProgramMode = (typeof programModes)[number];

/** How promo code, click, partner code and cookie are ordered when several name a partner. */
export const attributionPolicies = ['coupon_first', 'link_first', 'latest_touch'] as const;
export type AttributionPolicy = (typeof attributionPolicies)[number];

export const attributionModels = ['last_click', 'first_click'] as const;
export type AttributionModel = (typeof attributionModels)[number];

/** Whether a person must approve: commissions after their hold, partners when they apply. */
export const approvalModes = ['auto', 'manual'] as const;
export type ApprovalMode = (typeof approvalModes)[number];

/** Which conversions wait for a person before they earn. */
export const conversionReviews = ['none', 'all'] as const;
export type ConversionReview = (typeof conversionReviews)[number];

export const capPeriods = ['day', 'week', 'month', 'year', 'ever'] as const;
export type CapPeriod = (typeof capPeriods)[number];

/** The most that may be earned in a period of the program's time zone, in its currency. */
export interface Cap {
  readonly amountMinor: number;
  readonly period: CapPeriod;
}

/** Limits beside those of the rules; null for none. */
export interface ProgramCaps {
  /** Of what all partners earn from one customer. */
  readonly customer: Cap | null;
  /** Of what one partner earns. */
  readonly partner: Cap | null;
  /** The program's budget. */
  readonly program: Cap | null;
}

export const noCaps: ProgramCaps = { customer: null, partner: null, program: null };

/** What a person may change about a program. */
export interface ProgramSettings {
  readonly name: string;
  /** IANA name; days and months of reports, tiers and durations are counted in it. */
  readonly timeZone: string;
  /** Days of 24 hours between a conversion and the day its commissions may become due. */
  readonly holdDays: number;
  /** Days of 24 hours for which a click counts. */
  readonly windowDays: number;
  readonly attributionPolicy: AttributionPolicy;
  readonly attributionModel: AttributionModel;
  /** Whether a promo code takes a customer over who was referred by another partner before. */
  readonly couponOverridesReferral: boolean;
  /** Days of 24 hours for which a referral binds its customer, from the day it was decided; null for ever. */
  readonly referralDays: number | null;
  /** Whether only a customer who never bought before can earn a partner anything. */
  readonly newCustomersOnly: boolean;
  readonly conversionReview: ConversionReview;
  readonly approval: ApprovalMode;
  readonly partnerApproval: ApprovalMode;
  /** In the program's currency; a smaller due balance waits for the next payout. */
  readonly payoutThresholdMinor: number;
  /** How many different people must approve a batch of payouts. */
  readonly payoutApprovals: 1 | 2;
  readonly caps: ProgramCaps;
  /** Whether commissions of sales in other currencies are owed in the program's, at the stored rate. */
  readonly convertsCurrencies: boolean;
  /** Hosts that deep links may lead to, as in an address: `shop.example.com`, with a port if it is not the usual. */
  readonly allowedHosts: readonly string[];
  /** Name of the URL parameter that carries the click id. */
  readonly clickIdParameter: string;
  readonly cookieDomain: string | null;
  readonly baseIncludesTax: boolean;
  readonly baseIncludesShipping: boolean;
}

export interface Program extends ProgramSettings {
  readonly id: ProgramId;
  readonly mode: ProgramMode;
  /** Never changes: stored amounts, flat rules and thresholds are in it. */
  readonly currency: Currency;
  /** Public: the browser snippet sends it. It allows recording clicks and nothing else. */
  readonly publishableKey: string;
  /** How many refunds came before their sale and wait for it: a purchase looks for one only then. */
  readonly parkedRefunds: number;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** An archived program takes no new clicks, conversions or partners; what it owes is still paid. */
  readonly archivedAt: Instant | null;
}

/**
 * A hold of 30 days covers the refund periods of most shops. A window of 90 days is the widest among the usual ones:
 * a partner is surprised by a window that is too short, never by one that is longer.
 */
export const defaultSettings: Omit<ProgramSettings, 'name'> = {
  timeZone: 'UTC',
  holdDays: 30,
  windowDays: 90,
  attributionPolicy: 'coupon_first',
  attributionModel: 'last_click',
  couponOverridesReferral: false,
  referralDays: null,
  newCustomersOnly: false,
  conversionReview: 'none',
  approval: 'auto',
  partnerApproval: 'auto',
  payoutThresholdMinor: 0,
  payoutApprovals: 1,
  caps: noCaps,
  convertsCurrencies: false,
  allowedHosts: [],
  clickIdParameter: 'click_id',
  cookieDomain: null,
  baseIncludesTax: false,
  baseIncludesShipping: false,
};

export const mintPublishableKey = (ids: Pick<Ids, 'token'>): string => `pk_${ids.token(26)}`;

/** Whether this is the name of an IANA time zone; offsets such as `+02:00` know no summer time and are refused. */
export const isTimeZone = (name: string): boolean => {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** A host as a URL would have it: lower case, ASCII, the usual port left out; undefined when it is none. */
export const normalizeHost = (text: string): string | undefined => {
  if (!/^[^\s/\\?#@]+$/.test(text) || !URL.canParse(`https://${text}/`)) return undefined;
  const { host, hostname } = new URL(`https://${text}/`);
  return isHostName.test(hostname) ? host : undefined;
};

/** Names and addresses. A parser takes `*.example.com` as well, which somebody would believe in and which matches nothing. */
const isHostName = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/;

/** A domain that a cookie may be set for, without a leading dot; undefined when it is none. */
export const normalizeCookieDomain = (text: string): string | undefined => {
  const host = normalizeHost(text.replace(/^\./, ''));
  return host !== undefined && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && /[a-z]$/.test(host)
    ? host
    : undefined;
};
