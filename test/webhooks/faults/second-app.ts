import { Database as Sqlite } from 'bun:sqlite';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type App, createApp } from '../../../src/app.ts';
import { databasePathIn } from '../../../src/settings/data-folder.ts';
import type { Drainer } from '../../../src/webhooks/drainer/drainer.ts';
import { testOrigin } from '../../support/app.ts';
import { seededRandom } from '../../support/random.ts';
import { type LoggedLine, recordingLog } from '../../support/recording-log.ts';
import { createDrainer, stopNow, type WebhookTest } from '../support/webhook-test.ts';

/** The application once more on the same files or on a copy of them, with a drainer: a process of its own. */
export interface SecondApp {
  readonly app: App;
  readonly drainer: Drainer;
  readonly logged: readonly LoggedLine[];
  /** Runs a pragma on the connection that writes. */
  pragma(text: string): Promise<void>;
  close(): Promise<void>;
}

/** No two processes have the same name. */
let processes = 0;

/** @param dataDir the folder of the test itself, unless given */
export const openSecondApp = async (world: WebhookTest, dataDir?: string): Promise<SecondApp> => {
  const { log, logged } = recordingLog();
  const { clock } = world;
  processes += 1;
  const app = await createApp(
    { ...world.app.config, ...(dataDir !== undefined && { dataDir }) },
    {
      ...{ clock, timers: clock.timers, log },
      random: seededRandom(99 + processes),
      lookup: async () => [],
      onFatal: (error) => log.error('fatal', { error: String(error) }),
      checkEvents: true,
    },
  );
  const drainer = createDrainer({ app, clock });
  return {
    ...{ app, drainer, logged },
    pragma: (text) =>
      app.transact(testOrigin, async ({ tx }) => void (await sql.raw(`pragma ${text}`).execute(tx))),
    close: async () => {
      await stopNow(drainer, clock);
      await app.close();
    },
  };
};

/** A connection of somebody else to the database of the test. */
export const openBeside = ({ app }: Pick<WebhookTest, 'app'>): Sqlite =>
  new Sqlite(databasePathIn(app.config.dataDir), { readwrite: true });

export const databaseFiles = ({ app }: Pick<WebhookTest, 'app'>, dataDir = app.config.dataDir) => {
  const path = databasePathIn(dataDir);
  return { path, log: `${path}-wal`, key: join(dataDir, 'secret.key') };
};
