import { sqliteVersion } from '../database/sqlite-version.ts';
import { version } from '../version.ts';
import { command } from './command.ts';

export const versionCommand = command({
  words: ['version'],
  summary: 'Print the version',
  options: {
    json: { type: 'boolean', help: 'Print it as JSON, with the versions of the runtime and of SQLite' },
  },
  settings: [],
  run: async ({ values, terminal }) => {
    terminal.out(values.json ? `${JSON.stringify(details())}\n` : `tributary ${version}\n`);
    return 'ok';
  },
});

const details = () => ({
  version,
  bun: Bun.version,
  sqlite: sqliteVersion(),
  platform: `${process.platform}-${process.arch}`,
});
