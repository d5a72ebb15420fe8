import { type App, createApp, type World } from '../app.ts';
import { type Config, settingKeys } from '../config.ts';
import { lockInstance } from '../database/instance-lock.ts';
import { startJobs } from '../jobs.ts';
import { createServer } from '../server.ts';
import { prepareDataFolder } from '../settings/data-folder.ts';
import { removeSetupCodeFile } from '../settings/setup-code-file.ts';
import { version } from '../version.ts';
import { command } from './command.ts';
import { makeFirstAdmin } from './first-admin.ts';
import { listen } from './listening.ts';
import { systemWorld } from './system-world.ts';
import type { Terminal } from './terminal.ts';
import { upgrade } from './upgrade.ts';

export const serveCommand = command({
  words: ['serve'],
  summary: 'Run the server',
  details:
    'Upgrades the database first, after copying it. Stops in order on SIGTERM or SIGINT: answers what was\n' +
    'asked, lets deliveries under way finish, writes everything back. A second signal ends it at once.',
  options: {},
  settings: settingKeys,
  run: async ({ terminal, load }) => {
    const stopSignal = terminal.stopSignal();
    const { config, unknownVariables } = load();
    const world = systemWorld(config, terminal, terminal.out);
    for (const name of unknownVariables) world.log.warn('unknown_variable', { name });
    prepareDataFolder(config.dataDir);
    const lock = lockInstance(config.dataDir);
    try {
      await upgradeFirst(config, world);
      await serveUntil(stopSignal, config, world, terminal);
      return 'ok';
    } finally {
      lock.release();
    }
  },
});

const upgradeFirst = async (config: Config, { log }: World): Promise<void> => {
  const { applied, copy } = await upgrade(config);
  if (copy !== undefined) log.info('database_copied', { path: copy });
  if (applied.length > 0) log.info('database_upgraded', { migrations: applied.join(',') });
};

/** From an upgraded database to the stop signal, and back down in the opposite order. */
const serveUntil = async (
  stopSignal: Promise<string>,
  config: Config,
  world: World,
  terminal: Terminal,
): Promise<void> => {
  const { log } = world;
  const app = await createApp(config, world);
  try {
    await makeFirstAdmin(app, terminal);
    const listening = listen(createServer(app), config);
    const stopWorking = await startWorking(app);
    log.info('ready', { url: listening.url, base_url: config.baseUrl, data_dir: config.dataDir, version });

    log.info('stopping', { signal: await stopSignal });
    await listening.stop();
    stopWorking();
  } finally {
    await app.close();
    // The code is good only while this process knows it.
    removeSetupCodeFile(config.dataDir);
  }
  log.info('stopped');
};

/** What happens without being asked for: deliveries and jobs. Deliveries are stopped with the application. */
const startWorking = async (app: App): Promise<() => void> => {
  await app.drainer.start();
  app.fanOuts.wake();
  const jobs = startJobs(app);
  return () => jobs.stop();
};
