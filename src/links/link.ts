import type { Instant } from '../core/clock.ts';
import type { Ids, LinkId, PartnerId, ProgramId } from '../core/ids.ts';

export const subIdNames = ['sub1', 'sub2', 'sub3', 'sub4', 'sub5'] as const;
export type SubIds = Readonly<Record<(typeof subIdNames)[number], string | null>>;

/** A partner's short address; a visit to it becomes a click of that partner. */
export interface Link extends SubIds {
  readonly id: LinkId;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  /** Lower case; unique on the installation, for ever. */
  readonly slug: string;
  readonly destinationUrl: string;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** A retired link leads nowhere and its slug stays taken. */
  readonly archivedAt: Instant | null;
}

/** All that a redirect must know, so that it asks the database nothing. */
export interface ResolvedLink extends SubIds {
  readonly linkId: LinkId;
  readonly slug: string;
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly partnerState: string;
  readonly destinationUrl: string;
  /** Of the program: the URL parameter that carries the click id, and what its cookie is like. */
  readonly clickIdParameter: string;
  readonly windowDays: number;
  readonly cookieDomain: string | null;
  readonly allowedHosts: readonly string[];
  /** An archived program counts no clicks any more; its links still lead where they led. */
  readonly isProgramArchived: boolean;
}

/** What remembers links outside the database and must forget them when something about them changes. */
export interface LinkMemory {
  /** Forgets one link, or all of them. */
  forget(slug?: string): void;
}

/**
 * The slug as it is stored and looked up: 1 to 64 ASCII letters, digits, `_` and `-`, not beginning with one of
 * the last two, in lower case. Undefined for any other text.
 */
export const normalizeSlug = (text: string): string | undefined =>
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text) ? text.toLowerCase() : undefined;

/** 40 random bits: short enough to be typed, and nobody walks through them. */
export const mintSlug = (ids: Pick<Ids, 'token'>): string => ids.token(8);

export const linkUrl = (baseUrl: string, slug: string): string => `${baseUrl}/r/${slug}`;
