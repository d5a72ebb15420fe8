import type { Config } from '../config.ts';
import { lockInstance } from '../database/instance-lock.ts';
import { hasDatabase, prepareDataFolder } from '../settings/data-folder.ts';
import { command } from './command.ts';
import { CommandFailure } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';
import { rehearseUpgrade, upgrade, upgradeStatus } from './upgrade.ts';

export const migrateCommand = command({
  words: ['migrate'],
  summary: 'Bring the database up to this version',
  details:
    'The server does this by itself when it starts. Before an upgrade the database is copied beside itself;\n' +
    'all missing migrations are applied, or none.',
  options: {
    status: { type: 'boolean', help: 'Only list the migrations that are applied and those that are missing' },
    'dry-run': { type: 'boolean', help: 'Only try the upgrade on a copy, which is thrown away' },
  },
  settings: ['dataDir'],
  run: async ({ values, terminal, load }) => {
    const { config } = load();
    if (values.status && values['dry-run']) {
      throw new CommandFailure('usage', '--status and --dry-run exclude each other');
    }
    if (values.status) await printStatus(config, terminal);
    else if (values['dry-run']) await rehearse(config, terminal);
    else await upgradeAlone(config, terminal);
    return 'ok';
  },
});

const printStatus = async (config: Config, terminal: Terminal): Promise<void> => {
  const { applied, pending } = await upgradeStatus(config);
  for (const name of applied) terminal.out(`applied  ${name}\n`);
  for (const name of pending) terminal.out(`missing  ${name}\n`);
};

const rehearse = async (config: Config, terminal: Terminal): Promise<void> => {
  const begun = hasDatabase(config.dataDir);
  const pending = begun ? await rehearseUpgrade(config) : (await upgradeStatus(config)).pending;
  for (const name of pending) terminal.out(`would apply  ${name}\n`);
  if (pending.length === 0) terminal.out('nothing to apply\n');
};

const upgradeAlone = async (config: Config, terminal: Terminal): Promise<void> => {
  prepareDataFolder(config.dataDir);
  const lock = lockInstance(config.dataDir);
  try {
    const { applied, copy } = await upgrade(config);
    if (copy) terminal.out(`copied the database to ${copy}\n`);
    for (const name of applied) terminal.out(`applied  ${name}\n`);
    if (applied.length === 0) terminal.out('nothing to apply\n');
  } finally {
    lock.release();
  }
};
