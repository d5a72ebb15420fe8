import { recordChange } from '../audit/record.ts';
import type { Currency } from '../core/currencies.ts';
import { DomainError, invalidField, notFound } from '../core/errors.ts';
import type { ProgramId } from '../core/ids.ts';
import type { Db, Work } from '../database/work.ts';
import { hasTiers } from '../groups/tier.store.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { assertRowVersion } from '../http/row-version.ts';
import type { LinkMemory } from '../links/link.ts';
import { archiveProgram as archive, findProgram, insertProgram, updateProgram } from './program.store.ts';
import {
  defaultSettings,
  mintPublishableKey,
  type Program,
  type ProgramMode,
  type ProgramSettings,
} from './program.ts';

export interface NewProgram {
  readonly currency: Currency;
  readonly mode?: ProgramMode | undefined;
  readonly settings: Partial<ProgramSettings> & Pick<ProgramSettings, 'name'>;
}

export const createProgram = async (
  work: Work,
  { currency, mode, settings }: NewProgram,
): Promise<Program> => {
  const program: Program = {
    ...defaultSettings,
    ...settings,
    id: work.ids.mint('prg'),
    mode: mode ?? 'live',
    currency,
    publishableKey: mintPublishableKey(work.ids),
    parkedRefunds: 0,
    rowVersion: 1,
    createdAt: work.now,
    updatedAt: work.now,
    archivedAt: null,
  };
  await insertProgram(work.tx, program);
  recordChange(work, { id: program.id, programId: program.id, after: program });
  return program;
};

export interface ProgramChange {
  readonly settings: Partial<ProgramSettings>;
  /** As sent by the caller; they may only repeat what is. */
  readonly currency?: Currency | undefined;
  readonly mode?: ProgramMode | undefined;
  /** The version that the caller has seen, if they said so. */
  readonly expectedRowVersion?: number | undefined;
}

/**
 * Changes settings. They hold for what happens from now on: stored commissions keep the terms they were made under.
 * @throws DomainError `not_found`, `precondition_failed`, `invalid_request` for a currency or mode that differs, or
 *   for another time zone while groups have tiers
 */
export const changeProgram = async (
  work: Work,
  links: LinkMemory,
  reach: Reach,
  id: ProgramId,
  change: ProgramChange,
): Promise<Program> => {
  const program = await getProgram(work.tx, reach, id);
  assertRowVersion(change.expectedRowVersion, program.rowVersion, 'program');
  assertUnchanging(program, change);
  await assertTimeZone(work.tx, program, change.settings.timeZone);
  const changed: Program = { ...program, ...change.settings };
  if (!(await updateProgram(work.tx, changed, work.now))) {
    throw new DomainError('conflict', 'This program was changed by another request. Read it again.');
  }
  // Where links may lead and what their cookies are like is the program's to say.
  work.afterCommit(() => links.forget());
  recordChange(work, { id, programId: id, before: program, after: changed });
  return { ...changed, rowVersion: program.rowVersion + 1, updatedAt: work.now };
};

/**
 * Ends a program for everything new; a second time changes nothing.
 * @throws DomainError `not_found`, `precondition_failed`
 */
export const archiveProgram = async (
  work: Work,
  links: LinkMemory,
  reach: Reach,
  id: ProgramId,
  expectedRowVersion?: number,
): Promise<void> => {
  const program = await getProgram(work.tx, reach, id);
  assertRowVersion(expectedRowVersion, program.rowVersion, 'program');
  await archive(work.tx, id, work.now);
  recordChange(work, { id, programId: id, before: program });
  work.afterCommit(() => links.forget());
};

/** @throws DomainError `not_found`, also for a program that the caller does not reach */
export const getProgram = async (db: Db, reach: Reach, id: ProgramId): Promise<Program> => {
  const program = await findProgram(db, id);
  if (!program) throw notFound('program');
  assertReach(reach, program.id, 'program');
  return program;
};

/** The volume of partners is counted by the days of the zone: another one would count what is there by other days. */
const assertTimeZone = async (db: Db, program: Program, wanted: string | undefined): Promise<void> => {
  if (wanted === undefined || wanted === program.timeZone || !(await hasTiers(db, program.id))) return;
  throw invalidField(
    'time_zone',
    `cannot be changed from ${program.timeZone} while groups have tiers: their volume is counted by its days`,
  );
};

const assertUnchanging = (program: Program, change: ProgramChange): void => {
  if (change.currency !== undefined && change.currency !== program.currency) {
    throw invalidField(
      'currency',
      `cannot be changed from ${program.currency}: stored amounts, flat rules and thresholds are in it; create another program`,
    );
  }
  if (change.mode !== undefined && change.mode !== program.mode) {
    throw invalidField(
      'mode',
      `cannot be changed from ${program.mode}: it tells sample data from real sales for ever`,
    );
  }
};
