import { migrations } from '../../migrations/index.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../core/clock.ts';
import { lockInstance } from '../database/instance-lock.ts';
import {
  type MigrationReport,
  type MigrationStatus,
  type MigratorOptions,
  migrate,
  migrationStatus,
  rehearseMigration,
} from '../database/migrator.ts';
import { databasePathIn, prepareDataFolder } from '../settings/data-folder.ts';
import { version } from '../version.ts';
import { CommandFailure } from './exit-codes.ts';

type Place = Pick<Config, 'dataDir'>;

/** What the database has and lacks; a folder without one lacks everything. @throws CommandFailure `database` */
export const upgradeStatus = ({ dataDir }: Place): Promise<MigrationStatus> =>
  refusingDatabase(() => migrationStatus(databasePathIn(dataDir), migrations));

/** Upgrades a copy and throws it away. @throws CommandFailure `database` */
export const rehearseUpgrade = (place: Place): Promise<readonly string[]> =>
  refusingDatabase(() => rehearseMigration(optionsFor(place)));

/** Upgrades the database. The caller holds the instance lock. @throws CommandFailure `database` */
export const upgrade = (place: Place): Promise<MigrationReport> =>
  refusingDatabase(() => migrate(optionsFor(place)));

/**
 * Makes the data folder usable for a command that may run beside a server: a database of this version is left
 * alone, an older one or none is upgraded unless a server is running on it.
 *
 * @throws InstanceLockedError when a server of another version runs there
 * @throws CommandFailure `database`
 */
export const ensureUpgraded = async (place: Place): Promise<void> => {
  prepareDataFolder(place.dataDir);
  const { pending } = await upgradeStatus(place);
  if (pending.length === 0) return;
  const lock = lockInstance(place.dataDir);
  try {
    await upgrade(place);
  } finally {
    lock.release();
  }
};

const optionsFor = ({ dataDir }: Place): MigratorOptions => ({
  path: databasePathIn(dataDir),
  migrations,
  clock: systemClock,
  version,
});

const refusingDatabase = async <T>(action: () => Promise<T> | T): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure('database', `the database cannot be used: ${why}`, { cause: error });
  }
};
