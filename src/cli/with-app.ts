import { type App, createApp } from '../app.ts';
import type { Config } from '../config.ts';
import type { Origin } from '../database/work.ts';
import { systemWorld } from './system-world.ts';
import type { Terminal } from './terminal.ts';
import { ensureUpgraded } from './upgrade.ts';

/** Whoever types commands on the machine; the operating system says who that may be. */
export const commandLineOrigin: Origin = {
  actor: { kind: 'system', id: 'command_line' },
  requestId: 'req_cli',
};

/**
 * Puts the application together for one command, beside a running server or without one; it sends nothing. The
 * two processes take turns through SQLite's own locks. See docs/decisions/001-commands-beside-the-server.md.
 *
 * @throws InstanceLockedError when a server of another version runs on the database
 * @throws CommandFailure `database`
 * @throws InstanceKeyError when the instance key does not fit
 */
export const withApp = async <T>(
  config: Config,
  terminal: Terminal,
  use: (app: App) => Promise<T>,
): Promise<T> => {
  await ensureUpgraded(config);
  const app = await createApp(config, systemWorld(config, terminal, terminal.err));
  try {
    return await use(app);
  } finally {
    await app.close();
  }
};
