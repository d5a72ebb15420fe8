import { clickTracked } from '../../clicks/click.events.ts';
import { insertClicks } from '../../clicks/click.store.ts';
import { type Click, isReported, toClick, type Visit } from '../../clicks/click.ts';
import type { PartnerId, ProgramId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { findPartner } from '../../partners/partner.store.ts';
import { type Partner, partnerSummary } from '../../partners/partner.ts';
import { findProgram } from '../../programs/program.store.ts';

/**
 * Stores visits as clicks, with their events, in one go: the redirect waits for this, so that a click id that
 * a visitor carries is always one that we know.
 *
 * @returns the click of each visit in their order; undefined where the partner's links are no longer counted
 */
export const trackClicks = async (
  work: Work,
  visits: readonly Visit[],
): Promise<readonly (Click | undefined)[]> => {
  const partners = await partnersOf(work, visits);
  const clicks = visits.map((visit) => {
    const partner = partners.get(visit.partnerId);
    return partner && toClick(visit, work.ids.mint('clk'), partner.state, work.now);
  });
  const stored = clicks.filter((click) => click !== undefined);
  await insertClicks(work.tx, stored);
  for (const click of stored) if (isReported(click)) report(work, click, partners.get(click.partnerId));
  return clicks;
};

/** The partners whose clicks are counted: none of an archived program. Looked up once, many visits share them. */
const partnersOf = async (
  work: Work,
  visits: readonly Visit[],
): Promise<ReadonlyMap<PartnerId, Partner | undefined>> => {
  const partners = new Map<PartnerId, Partner | undefined>();
  const programs = new Map<ProgramId, boolean>();
  for (const { partnerId, programId } of visits) {
    if (partners.has(partnerId)) continue;
    const isOpen = programs.get(programId) ?? (await takesClicks(work, programId));
    programs.set(programId, isOpen);
    partners.set(partnerId, isOpen ? await findPartner(work.tx, partnerId) : undefined);
  }
  return partners;
};

const takesClicks = async (work: Work, programId: ProgramId): Promise<boolean> => {
  const program = await findProgram(work.tx, programId);
  return program !== undefined && program.archivedAt === null;
};

const report = (work: Work, click: Click, partner: Partner | undefined): void => {
  if (partner === undefined) return;
  recordEvent(work, 'click.tracked', {
    programId: click.programId,
    partnerId: click.partnerId,
    entityId: click.id,
    data: clickTracked(click, partnerSummary(partner)),
  });
};
