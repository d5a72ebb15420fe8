import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { LinkId, PartnerId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import type { Stretch } from '../database/look-back.ts';
import { newestRows } from '../database/newest-rows.ts';
import type { Schema } from '../database/schema.ts';
import type { Db } from '../database/work.ts';
import { type ListedClick, toClick } from './click.store.ts';

export interface ClickFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly linkId?: LinkId | undefined;
  /** Only those of programs, or only those of people. */
  readonly isBot?: boolean | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listClicks = async (db: Db, page: PageRequest, filter: ClickFilter): Promise<ListedClick[]> => {
  const rows = await newestRows(db, 'clicks', { page, isLed: isLed(filter) }, (part) =>
    readClicks(db, filter, part),
  );
  return [...rows];
};

/** Whether an index leads to nearly nothing but what is wanted. */
const isLed = ({ programId, partnerId, linkId, isBot }: ClickFilter): boolean =>
  linkId === undefined && isBot === undefined && (partnerId !== undefined || programId === undefined);

const readClicks = async (
  db: Db,
  filter: ClickFilter,
  { from, below, wanted }: Stretch,
): Promise<ListedClick[]> => {
  let query = db
    .selectFrom('clicks')
    .selectAll()
    .where('seq', '>=', from)
    .where('seq', '<', below)
    .orderBy('seq', 'desc')
    .limit(literal(wanted));
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId !== undefined) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.linkId !== undefined) query = query.where(ofLink(filter.linkId));
  if (filter.isBot !== undefined) query = query.where('is_bot', '=', filter.isBot ? 1 : 0);
  return (await query.execute()).map(toClick);
};

/** The index knows partners, and a link has one: so its clicks are looked for among that partner's only. */
const ofLink =
  (linkId: LinkId) =>
  (on: ExpressionBuilder<Schema, 'clicks'>): ExpressionWrapper<Schema, 'clicks', SqlBool> =>
    on.and([
      on('link_id', '=', linkId),
      on('partner_id', '=', on.selectFrom('links').select('links.partner_id').where('links.id', '=', linkId)),
    ]);
