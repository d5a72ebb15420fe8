import { type Instant, minuteMs } from '../core/clock.ts';
import type { Work } from '../database/work.ts';
import { closeAlert, findOpenAlert, insertAlert, updateAlert } from './alert.store.ts';
import type { Alert, Judgement } from './alert.ts';
import { cancelUntold, tellEscalated, tellOpened, tellResolved } from './notification.service.ts';
import { findNotifications } from './notification.store.ts';
import type { ChannelName } from './notification.ts';

/** Figures of an open alert are written anew this often at most. */
const figuresEveryMs = minuteMs;

/** Whether a judgement would change what is stored: nothing is written otherwise. */
export const changesAnything = (
  { verdict, stage, facts }: Judgement,
  open: Alert | undefined,
  now: Instant,
): boolean => {
  if (verdict === 'unclear') return false;
  if (verdict === 'good') return open !== undefined;
  if (open === undefined || stage > open.stage) return true;
  return now - open.updatedAt >= figuresEveryMs && JSON.stringify(facts) !== JSON.stringify(open.facts);
};

/** Opens, escalates, updates or resolves, and has people told; however often, and whoever else judges, too. */
export const applyJudgement = async (
  work: Work,
  channels: readonly ChannelName[],
  judgement: Judgement,
): Promise<void> => {
  const open = await findOpenAlert(work.tx, judgement);
  if (!changesAnything(judgement, open, work.now)) return;
  if (open === undefined) return openAlert(work, channels, judgement);
  if (judgement.verdict === 'good') return resolveAlert(work, channels, open);
  const stage = Math.max(open.stage, judgement.stage);
  await updateAlert(work.tx, open.id, { stage, facts: judgement.facts }, work.now);
  if (stage > open.stage) await tellEscalated(work, channels, { ...open, stage, facts: judgement.facts });
};

export const openAlert = async (
  work: Work,
  channels: readonly ChannelName[],
  { cause, subject, programId, stage, facts }: Omit<Judgement, 'verdict'>,
): Promise<void> => {
  const id = work.ids.mint('alr');
  const alert = { id, cause, subject, programId, stage, facts, openedAt: work.now, updatedAt: work.now };
  const inserted = await insertAlert(work.tx, alert);
  if (inserted) await tellOpened(work, channels, { ...alert, seq: 0, resolvedAt: null });
};

const resolveAlert = async (work: Work, channels: readonly ChannelName[], open: Alert): Promise<void> => {
  const closed = await closeAlert(work.tx, open.id, work.now);
  if (closed) await tellResolved(work, channels, { ...open, resolvedAt: work.now });
};

/** Closes an alert whose cause is not watched any more. */
export const dropAlert = async (work: Work, open: Alert): Promise<void> => {
  const closed = await closeAlert(work.tx, open.id, work.now);
  if (closed) await cancelUntold(work.tx, await findNotifications(work.tx, [open.id]), work.now);
};
