import type { Insertable, Selectable } from 'kysely';
import type { LinkId, PartnerId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Link, ResolvedLink } from './link.ts';

type LinkRow = Selectable<Schema['links']>;

export interface ListedLink extends Link {
  readonly seq: number;
}

export const findLink = async (db: Db, id: LinkId): Promise<Link | undefined> => {
  const row = await db.selectFrom('links').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toLink(row);
};

/** The link with this slug, retired or not; slugs are unique on the installation. */
export const findLinkBySlug = async (db: Db, slug: string): Promise<Link | undefined> => {
  const row = await db.selectFrom('links').selectAll().where('slug', '=', slug).executeTakeFirst();
  return row && toLink(row);
};

/** What a redirect needs to know of the link with this slug; undefined when it is retired or was never there. */
export const findResolvedLink = async (db: Db, slug: string): Promise<ResolvedLink | undefined> => {
  const [row] = await bySlug(db, { slug });
  if (!row) return undefined;
  const { allowedHostsJson, programArchivedAt, ...link } = row;
  const allowedHosts = JSON.parse(allowedHostsJson) as string[];
  return { ...link, allowedHosts, isProgramArchived: programArchivedAt !== null };
};

interface ResolvedRow extends Omit<ResolvedLink, 'allowedHosts' | 'isProgramArchived'> {
  readonly allowedHostsJson: string;
  readonly programArchivedAt: number | null;
}

const bySlug = statement<{ slug: string }, ResolvedRow>((db, arg) =>
  db
    .selectFrom('links')
    .innerJoin('partners', 'partners.id', 'links.partner_id')
    .innerJoin('programs', 'programs.id', 'links.program_id')
    .select([
      'links.id as linkId',
      'links.slug as slug',
      'links.program_id as programId',
      'links.partner_id as partnerId',
      'partners.state as partnerState',
      'links.destination_url as destinationUrl',
      'links.sub1 as sub1',
      'links.sub2 as sub2',
      'links.sub3 as sub3',
      'links.sub4 as sub4',
      'links.sub5 as sub5',
      'programs.click_id_parameter as clickIdParameter',
      'programs.window_days as windowDays',
      'programs.cookie_domain as cookieDomain',
      'programs.allowed_hosts_json as allowedHostsJson',
      'programs.archived_at as programArchivedAt',
    ])
    .where('links.slug', '=', arg('slug'))
    .where('links.archived_at', 'is', null),
);

export interface LinkFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly slug?: string | undefined;
  readonly archived: boolean;
}

/** Newest first, one more than asked for when there are more. */
export const listLinks = async (db: Db, page: PageRequest, filter: LinkFilter): Promise<ListedLink[]> => {
  const isLed = !filter.archived || filter.slug !== undefined;
  const rows = await newestRows(db, 'links', { page, isLed }, (part) => readLinks(db, filter, part));
  return rows.map(toLink);
};

const readLinks = (db: Db, filter: LinkFilter, { from, below, wanted }: Stretch) => {
  let query = db
    .selectFrom('links')
    .selectAll()
    .where('archived_at', filter.archived ? 'is not' : 'is', null)
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId !== undefined) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.slug !== undefined) query = query.where('slug', '=', filter.slug);
  return query.execute();
};

/** Stores a new link; false when its slug is taken. */
export const insertLink = async (tx: Tx, link: Link): Promise<boolean> => {
  const row: Insertable<Schema['links']> = {
    id: link.id,
    program_id: link.programId,
    partner_id: link.partnerId,
    slug: link.slug,
    created_at: link.createdAt,
    row_version: link.rowVersion,
    ...toColumns(link),
  };
  const result = await tx
    .insertInto('links')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

/**
 * Stores what changed about a link that is still as it was read.
 *
 * @returns the link as stored; undefined when somebody else has changed it meanwhile
 */
export const updateLink = async (tx: Tx, before: Link, after: Link): Promise<Link | undefined> => {
  const rowVersion = before.rowVersion + 1;
  const result = await tx
    .updateTable('links')
    .set({ ...toColumns(after), row_version: rowVersion })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n ? { ...after, rowVersion } : undefined;
};

const toColumns = (link: Link) => ({
  destination_url: link.destinationUrl,
  sub1: link.sub1,
  sub2: link.sub2,
  sub3: link.sub3,
  sub4: link.sub4,
  sub5: link.sub5,
  updated_at: link.updatedAt,
  archived_at: link.archivedAt,
});

const toLink = (row: LinkRow): ListedLink => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  partnerId: row.partner_id,
  slug: row.slug,
  destinationUrl: row.destination_url,
  sub1: row.sub1,
  sub2: row.sub2,
  sub3: row.sub3,
  sub4: row.sub4,
  sub5: row.sub5,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  archivedAt: row.archived_at,
});
