import { recordChange } from '../audit/record.ts';
import { DomainError, invalidField } from '../core/errors.ts';
import type { Work } from '../database/work.ts';
import type { Partner } from '../partners/partner.ts';
import { isDestination } from './destination.ts';
import { insertLink, updateLink } from './link.store.ts';
import { type Link, type LinkMemory, mintSlug, type SubIds } from './link.ts';

export interface NewLink extends SubIds {
  readonly destinationUrl: string;
  /** Made up when it is left out. */
  readonly slug: string | undefined;
}

/**
 * Makes a link for a partner who may promote.
 *
 * @throws DomainError `already_exists` for a taken slug, `invalid_request` for a destination that is not allowed
 */
export const createLink = async (
  work: Work,
  partner: Partner,
  { slug, ...given }: NewLink,
): Promise<Link> => {
  assertDestination(given.destinationUrl);
  const link: Omit<Link, 'slug'> = {
    ...given,
    id: work.ids.mint('lnk'),
    programId: partner.programId,
    partnerId: partner.id,
    rowVersion: 1,
    createdAt: work.now,
    updatedAt: work.now,
    archivedAt: null,
  };
  const made = await (slug === undefined
    ? insertUnderAnySlug(work, link)
    : insertUnder(work, { ...link, slug }));
  recordChange(work, { id: made.id, programId: made.programId, after: made });
  return made;
};

export interface LinkChange extends Partial<SubIds> {
  readonly destinationUrl?: string;
}

/**
 * @throws DomainError `conflict` for a retired link, `invalid_request` for a destination that is not allowed
 */
export const changeLink = async (
  work: Work,
  links: LinkMemory,
  link: Link,
  change: LinkChange,
): Promise<Link> => {
  if (link.archivedAt !== null) throw new DomainError('conflict', 'This link is retired and stays as it is.');
  const wanted: Link = { ...link, ...change };
  if (wanted.destinationUrl !== link.destinationUrl) assertDestination(wanted.destinationUrl);
  const isSame = Object.entries(change).every(([field, value]) => link[field as keyof Link] === value);
  return isSame ? link : await store(work, links, link, wanted);
};

/** Retires a link: it leads nowhere, and its slug stays taken. Once more does nothing. */
export const archiveLink = async (work: Work, links: LinkMemory, link: Link): Promise<void> => {
  if (link.archivedAt === null) await store(work, links, link, { ...link, archivedAt: work.now });
};

/** Takes a retired link back: it leads where it led. Once more does nothing. */
export const restoreLink = async (work: Work, links: LinkMemory, link: Link): Promise<Link> =>
  link.archivedAt === null ? link : await store(work, links, link, { ...link, archivedAt: null });

const store = async (work: Work, links: LinkMemory, before: Link, wanted: Link): Promise<Link> => {
  const after = await updateLink(work.tx, before, { ...wanted, updatedAt: work.now });
  if (!after) {
    throw new DomainError(
      'conflict',
      'This link was changed meanwhile. Read it again, then repeat the change.',
    );
  }
  work.afterCommit(() => links.forget(before.slug));
  recordChange(work, { id: before.id, programId: before.programId, before, after });
  return after;
};

const insertUnder = async (work: Work, link: Link): Promise<Link> => {
  if (await insertLink(work.tx, link)) return link;
  const message = 'is taken; the slugs of retired links stay taken too';
  throw new DomainError('already_exists', `slug ${message}.`, [{ path: 'slug', message }]);
};

const insertUnderAnySlug = async (work: Work, link: Omit<Link, 'slug'>): Promise<Link> => {
  for (;;) {
    const candidate = { ...link, slug: mintSlug(work.ids) };
    if (await insertLink(work.tx, candidate)) return candidate;
  }
};

const assertDestination = (destinationUrl: string): void => {
  if (!isDestination(destinationUrl))
    throw invalidField('destination_url', 'is no address that a link may lead to');
};
