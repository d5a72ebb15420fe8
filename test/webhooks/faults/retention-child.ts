import { createApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import { systemRandom } from '../../../src/core/ids.ts';
import { systemTimers } from '../../../src/core/timers.ts';
import type { Transact } from '../../../src/database/work.ts';
import { runRetention } from '../../../src/webhooks/retention/retention.ts';

/**
 * Forgets what is old at an instant, as the server does, and prints a line once it is told that a unit is stored. Runs
 * until it is killed or there is nothing left to do.
 */
const [dataDir = '', instant = ''] = process.argv.slice(2);
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const clock = { now: () => Number(instant) };
const { config } = loadConfig({ env: { TRIBUTARY_DATA_DIR: dataDir } });
const app = await createApp(config, {
  ...{ clock, log, random: systemRandom, timers: systemTimers },
  lookup: async () => [],
  onFatal: () => process.exit(2),
  checkEvents: false,
});
const transact: Transact = async (origin, unit) => {
  const result = await app.transact(origin, unit);
  process.stdout.write('stored\n');
  return result;
};
await runRetention({ ...app, transact });
process.stdout.write('done\n');
process.exit(0);
