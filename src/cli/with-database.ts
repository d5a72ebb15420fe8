import type { Config } from '../config.ts';
import { systemClock } from '../core/clock.ts';
import { createIds, systemRandom } from '../core/ids.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import type { Origin, Sink } from '../database/work.ts';
import { databasePathIn } from '../settings/data-folder.ts';
import { openInstance } from '../settings/instance-secret.ts';
import { CommandFailure } from './exit-codes.ts';
import { ensureUpgraded } from './upgrade.ts';

/** Whoever types commands on the machine; the operating system says who that may be. */
export const commandLineOrigin: Origin = {
  actor: { kind: 'system', id: 'command_line' },
  requestId: 'req_cli',
};

/**
 * Opens the database for one command, beside a running server or without one. The two processes take turns
 * through SQLite's own locks; the server asks the database about keys and admins that it does not know.
 *
 * @throws InstanceLockedError when a server of another version runs on it
 * @throws CommandFailure `database`
 * @throws InstanceKeyError when the instance key does not fit
 */
export const withDatabase = async <T>(
  config: Config,
  use: (database: Pick<Database, 'read' | 'transact'>) => Promise<T>,
): Promise<T> => {
  await ensureUpgraded(config);
  const ids = createIds(systemClock, systemRandom);
  const failure = Promise.withResolvers<never>();
  const database = openDatabase({
    path: databasePathIn(config.dataDir),
    clock: systemClock,
    ids,
    sink: refuseEvents,
    onFatal: (error) => failure.reject(new CommandFailure('database', `the database failed: ${error}`)),
    onError: () => undefined,
  });
  const work = async (): Promise<T> => {
    await openInstance({ given: config.secret, dataDir: config.dataDir, ids, ...database });
    return use(database);
  };
  try {
    return await Promise.race([work(), failure.promise]);
  } finally {
    await database.close();
  }
};

/** What is told to others happens in the server, which also sends it. */
const refuseEvents: Sink = async () => {
  throw new Error('a command recorded an event');
};
