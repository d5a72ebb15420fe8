import { readFileSync } from 'node:fs';
import { passwordProblem } from '../admins/password.ts';
import { CommandFailure } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/**
 * Gets a new password from a file, from a person who types it twice, or from the first line of standard input;
 * never from the command line, which other users of the machine can read.
 *
 * @throws CommandFailure when there is none, when it is not good enough or when the two differ
 */
export const readNewPassword = async (terminal: Terminal, file: string | undefined): Promise<string> => {
  const password = file === undefined ? await ask(terminal) : readPasswordFile(file);
  const problem = passwordProblem(password);
  if (problem) throw new CommandFailure('failure', `the password ${problem}`);
  return password;
};

/** The whole file without the line break at its end. @throws CommandFailure when it cannot be read */
const readPasswordFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure('configuration', `the password file cannot be read: ${why}`, { cause: error });
  }
};

const ask = async (terminal: Terminal): Promise<string> => {
  const password = await terminal.readSecret('Password: ');
  if (!terminal.interactive) return password;
  if ((await terminal.readSecret('The same again: ')) === password) return password;
  throw new CommandFailure('failure', 'the two passwords differ');
};
