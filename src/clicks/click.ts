import { hourMs, type Instant } from '../core/clock.ts';
import type { ClickId, LinkId, PartnerId, ProgramId } from '../core/ids.ts';
import { type AgentClass, isNobody } from './agent.ts';

/** A repeat of the same link by the same visitor within this time is a duplicate: it credits like the first, but fires nothing. */
export const duplicateWindowMs = hourMs;

export interface SubIds {
  readonly sub1: string | null;
  readonly sub2: string | null;
  readonly sub3: string | null;
  readonly sub4: string | null;
  readonly sub5: string | null;
}

/** Somebody, or some program, came by a partner's link: all that is known before it is stored. */
export interface Visit extends SubIds {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  /** Null when the merchant's page named the partner and no link. */
  readonly linkId: LinkId | null;
  /** Where the visitor was sent, without the click id. */
  readonly landingUrl: string;
  readonly referrer: string | null;
  readonly agentClass: AgentClass;
  readonly country: string | null;
  readonly ipHash: string;
  readonly visitorHash: string;
  readonly isDuplicate: boolean;
  /** What the visitor's cookie held; well-formed, but maybe no click of ours. */
  readonly previousClickId: ClickId | null;
}

/** A stored visit. */
export interface Click extends Omit<Visit, 'ipHash' | 'visitorHash'> {
  readonly id: ClickId;
  /** Null once retention took them. */
  readonly ipHash: string | null;
  readonly visitorHash: string | null;
  readonly isBot: boolean;
  /** False for bots, and while the partner was in a state that earns nothing. */
  readonly isCreditable: boolean;
  readonly createdAt: Instant;
}

/**
 * @param partnerState the partner's state in the very commit that stores the click
 * @returns undefined for a terminated partner, whose links lead on without being counted
 */
export const toClick = (
  visit: Visit,
  id: ClickId,
  partnerState: string,
  createdAt: Instant,
): Click | undefined => {
  if (partnerState === 'terminated') return undefined;
  const isBot = isNobody(visit.agentClass);
  return { ...visit, id, isBot, isCreditable: !isBot && mayEarn(partnerState), createdAt };
};

/** A partner who is not approved yet may still be, and then earns by the clicks of today. */
const mayEarn = (partnerState: string): boolean =>
  partnerState === 'approved' || partnerState === 'pending' || partnerState === 'invited';

/** Whether the world is told of the click. */
export const isReported = (click: Click): boolean => !click.isBot && !click.isDuplicate;

/** Host of the page the visitor came from; null when that is unknown. */
export const sourceOf = (click: Pick<Click, 'referrer'>): string | null => {
  if (click.referrer === null || !URL.canParse(click.referrer)) return null;
  return new URL(click.referrer).host || null;
};
