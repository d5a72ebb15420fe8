import type { Insertable, Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { ClickId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Flag, Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { AgentClass } from './agent.ts';
import type { Click } from './click.ts';

type ClickRow = Selectable<Schema['clicks']>;

export interface ListedClick extends Click {
  readonly seq: number;
}

export const insertClicks = (tx: Tx, clicks: readonly Click[]): Promise<void> =>
  insertRows(tx, 'clicks', clicks.map(toRow));

export const findClick = async (db: Db, id: ClickId): Promise<Click | undefined> => {
  const [row] = await byId(db, { id });
  return row && toClick(row);
};

const byId = statement<{ id: ClickId }, ClickRow>((db, arg) =>
  db.selectFrom('clicks').selectAll().where('id', '=', arg('id')),
);

export interface PastVisit {
  readonly seq: number;
  readonly visitor_hash: string | null;
  readonly is_bot: Flag;
  readonly is_duplicate: Flag;
  readonly created_at: Instant;
}

/** Newest first, strictly before `before`. */
export const listPastVisits: (db: Db, page: { before: number; limit: number }) => Promise<PastVisit[]> =
  statement((db, arg) =>
    db
      .selectFrom('clicks')
      .select(['seq', 'visitor_hash', 'is_bot', 'is_duplicate', 'created_at'])
      .where('seq', '<', arg('before'))
      .orderBy('seq', 'desc')
      .limit(arg('limit')),
  );

const toRow = (click: Click): Insertable<Schema['clicks']> => ({
  id: click.id,
  program_id: click.programId,
  link_id: click.linkId,
  partner_id: click.partnerId,
  landing_url: click.landingUrl,
  referrer: click.referrer,
  sub1: click.sub1,
  sub2: click.sub2,
  sub3: click.sub3,
  sub4: click.sub4,
  sub5: click.sub5,
  agent_class: click.agentClass,
  country: click.country,
  ip_hash: click.ipHash,
  visitor_hash: click.visitorHash,
  is_bot: toFlag(click.isBot),
  is_duplicate: toFlag(click.isDuplicate),
  is_creditable: toFlag(click.isCreditable),
  previous_click_id: click.previousClickId,
  created_at: click.createdAt,
});

const toFlag = (value: boolean): Flag => (value ? 1 : 0);

export const toClick = (row: ClickRow): ListedClick => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  linkId: row.link_id,
  partnerId: row.partner_id,
  landingUrl: row.landing_url,
  referrer: row.referrer,
  sub1: row.sub1,
  sub2: row.sub2,
  sub3: row.sub3,
  sub4: row.sub4,
  sub5: row.sub5,
  agentClass: row.agent_class as AgentClass,
  country: row.country,
  ipHash: row.ip_hash,
  visitorHash: row.visitor_hash,
  isBot: row.is_bot === 1,
  isDuplicate: row.is_duplicate === 1,
  isCreditable: row.is_creditable === 1,
  previousClickId: row.previous_click_id,
  createdAt: row.created_at,
});
