import { DomainError, invalidField } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Work } from '../../database/work.ts';
import type { ImportColumns, ImportOptions } from '../../imports/import.ts';
import type { LinkMemory } from '../../links/link.ts';
import { findPartner, findPartnerByCode, findPartnerByEmail } from '../../partners/partner.store.ts';
import { assertMayPromote, type Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';

/** What a row of an import is brought in with. */
export interface ImportContext {
  readonly work: Work;
  readonly secrets: SecretBox;
  readonly links: LinkMemory;
  readonly program: Program;
  readonly options: ImportOptions;
  readonly columns: ImportColumns;
  /** Of a dry run: how many earlier rows of the file would have made something under this name. */
  countEarlier(name: string): Promise<number>;
}

export interface RowResult {
  readonly outcome: 'created' | 'known';
  readonly subjectId: string | null;
  /** A name that rows of the file share, of which there may be so many only. */
  readonly tally?: string;
}

export interface RowNames {
  /** Names of things whose earlier rows it must have seen. */
  readonly looks: readonly string[];
  /** Names of what it makes. */
  readonly claims: readonly string[];
}

/** Of things that are there once: a row has seen whatever was made under the names it makes something under. */
export const once = (names: readonly string[]): RowNames => ({ looks: names, claims: names });

/** A row whose cells were checked. */
export interface ImportedRow {
  /** By what other rows of the file make a difference to it, and it to them. */
  names(context: ImportContext): Promise<RowNames>;
  /**
   * Does what the API does for such a thing, unless it is there already.
   *
   * @throws DomainError naming the field that stands in the way
   */
  bringIn(context: ImportContext): Promise<RowResult>;
}

export const createdAs = (subjectId: string): RowResult => ({ outcome: 'created', subjectId });
export const knownAs = (subjectId: string | null): RowResult => ({ outcome: 'known', subjectId });

/** What is there already under the name of a row is something else. */
export const differs = (field: string, message: string): DomainError =>
  new DomainError('already_exists', `${field} ${message}.`, [{ path: field, message }]);

/** The partner that a row names by id, email address or code. @throws DomainError `invalid_request` */
export const partnerOf = async (
  { work, program }: Pick<ImportContext, 'work' | 'program'>,
  text: string,
): Promise<Partner> => {
  const partner = await findBy(work, program, text);
  if (partner?.programId === program.id && partner.deletedAt === null) return partner;
  throw invalidField('partner', 'names no partner of the program, by email address, code or id');
};

const findBy = ({ tx }: Work, program: Program, text: string): Promise<Partner | undefined> => {
  if (isId('prt', text)) return findPartner(tx, text);
  return text.includes('@')
    ? findPartnerByEmail(tx, program.id, text)
    : findPartnerByCode(tx, program.id, text);
};

const memberStates: readonly Partner['state'][] = ['approved', 'suspended', 'terminated'];

/**
 * Links and codes of members who are suspended or gone are brought in, too: what was published of them goes on to
 * lead where it led, and shows whose sales are refused.
 *
 * @throws DomainError `conflict` for a partner who never was, and never will be, a member
 */
export const assertMayHave = (partner: Partner, what: 'links' | 'promo codes'): void => {
  if (!memberStates.includes(partner.state)) assertMayPromote(partner, what);
};

/** Whoever is a member, or was one: others have never earned anything. @throws DomainError `conflict` */
export const memberOf = async (
  context: Pick<ImportContext, 'work' | 'program'>,
  text: string,
): Promise<Partner> => {
  const partner = await partnerOf(context, text);
  if (memberStates.includes(partner.state)) return partner;
  const message = `names a partner who is ${partner.state} and has never earned anything`;
  throw new DomainError('conflict', `partner ${message}.`, [{ path: 'partner', message }]);
};
