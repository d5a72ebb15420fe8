import { createApiKey } from '../api-keys/api-key.service.ts';
import { isId, type ProgramId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { type Scope, scopes } from '../http/scopes.ts';
import { findProgram } from '../programs/program.store.ts';
import { command } from './command.ts';
import { CommandFailure } from './exit-codes.ts';
import { commandLineOrigin, withApp } from './with-app.ts';

export const apiKeyCreateCommand = command({
  words: ['api-key', 'create'],
  summary: 'Make an API key and print it, once',
  details:
    'The key is the only line on standard output; only its hash is kept. Works beside a running server,\n' +
    'which accepts the key at once.',
  options: {
    name: { type: 'string', placeholder: 'NAME', help: 'What the key is for', required: true },
    scopes: {
      type: 'string',
      placeholder: 'SCOPES',
      help: `What it may do, with commas between: ${scopes.join(', ')}`,
      required: true,
    },
    program: { type: 'string', placeholder: 'ID', help: 'The one program it reaches; all unless given' },
  },
  settings: ['dataDir', 'secret'],
  run: async ({ values, terminal, load }) => {
    const { config } = load();
    const name = readName(values.name);
    const wanted = readScopes(values.scopes);
    const { apiKey, secret } = await withApp(config, terminal, async ({ read, transact }) => {
      const programId = await readProgram(read, values.program);
      return transact(commandLineOrigin, (work) => createApiKey(work, { name, scopes: wanted, programId }));
    });
    terminal.err(`made API key ${apiKey.id}; it is shown only now:\n`);
    terminal.out(`${secret}\n`);
    return 'ok';
  },
});

const readName = (text: string): string => {
  const name = text.trim();
  if (name.length > 0 && name.length <= 200) return name;
  throw new CommandFailure('usage', '--name must have 1 to 200 characters');
};

const readScopes = (text: string): Scope[] =>
  text.split(',').map((part) => {
    const scope = scopes.find((known) => known === part.trim());
    if (scope) return scope;
    throw new CommandFailure('usage', `--scopes: "${part}" is none of ${scopes.join(', ')}`);
  });

const readProgram = async (read: Db, text: string | undefined): Promise<ProgramId | null> => {
  if (text === undefined) return null;
  if (isId('prg', text) && (await findProgram(read, text))) return text;
  throw new CommandFailure('failure', `there is no program ${text}`);
};
