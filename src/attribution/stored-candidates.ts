import { saidOf } from '../core/said-of.ts';
import type { Candidate } from './attribution.ts';

/** What is not said of a stored candidate. Stored rows are read by it: it never changes. */
const unsaid = {
  ...{
    partnerId: null,
    clickId: null,
    promoCodeId: null,
    promoCode: null,
    referralId: null,
    touchedAt: null,
  },
} satisfies Partial<Candidate>;

/** Candidates as they are stored with every conversion and referral: without what goes without saying. */
export const writeCandidates = (candidates: readonly Candidate[]): string =>
  JSON.stringify(candidates.map((candidate) => saidOf(candidate, unsaid)));

export const readCandidates = (json: string): Candidate[] =>
  (JSON.parse(json) as Candidate[]).map((candidate) => ({ ...unsaid, ...candidate }));
