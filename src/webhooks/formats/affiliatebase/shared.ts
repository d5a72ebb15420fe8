import type { MappedData } from '../format.ts';

/** Instants as the page writes them: to the second. */
export const toSecond = (instant: string): string => `${instant.slice(0, 19)}Z`;

export const toSecondOrNull = (instant: string | null): string | null =>
  instant === null ? null : toSecond(instant);

interface PartnerSummary {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly code: string;
}

/** Who an affiliate is, in every event about what they earn. */
export const affiliateSummary = ({ id, name, email, code }: PartnerSummary): MappedData => ({
  id,
  name,
  email,
  code,
});
