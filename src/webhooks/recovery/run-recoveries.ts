import type { Db, Origin, Transact } from '../../database/work.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import { advanceRecovery } from './advance.ts';
import { listMovableRecoveries } from './recovery.store.ts';
import type { Recovery } from './recovery.ts';

/** Units that one recovery takes at a time: looking through what has arrived goes on in the next second. */
const unitsPerRun = 50;

/** Recoveries that have a unit waiting: many at a time would leave no room in the queue for anybody else. */
const atOnce = 8;

export interface RecoveryTools {
  readonly read: Db;
  readonly transact: Transact;
  readonly signals: WebhookSignals;
}

/**
 * Takes every running recovery as far as it may go now. To be called each second: all that it goes by is stored, so
 * that a restart changes nothing.
 *
 * @throws what the first recovery threw that failed, after the others had their turn
 */
export const runRecoveries = async (tools: RecoveryTools): Promise<void> => {
  const running = await listMovableRecoveries(tools.read);
  const next = running.values();
  const failures: unknown[] = [];
  const runSome = async (): Promise<void> => {
    for (const recovery of next) {
      await run(tools, recovery).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runSome));
  if (failures.length > 0) throw failures[0];
};

const run = async ({ transact, signals }: RecoveryTools, { id, requestId }: Recovery): Promise<void> => {
  const origin: Origin = { actor: { kind: 'system', id: 'webhook_recovery' }, requestId, lane: 'bulk' };
  for (let units = 0; units < unitsPerRun; units += 1) {
    const advance = await transact(origin, (work) => advanceRecovery(work, signals, id));
    if (advance !== 'more') return;
  }
};
