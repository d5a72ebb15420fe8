import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { ExitName } from '../../src/cli/exit-codes.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

export interface Ran {
  readonly exit: ExitName;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** What is typed, or sent on standard input, each time a secret is asked for. */
  readonly secrets?: readonly string[];
  readonly interactive?: boolean;
}

/** Runs the command line in this process, with a terminal that only remembers. */
export const run = async (words: readonly string[], options: RunOptions = {}): Promise<Ran> => {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const secrets = [...(options.secrets ?? [])];
  const terminal: Terminal = {
    out: (text) => void stdout.push(text),
    err: (text) => void stderr.push(text),
    interactive: options.interactive ?? false,
    readSecret: async (prompt) => {
      stderr.push(prompt);
      return secrets.shift() ?? '';
    },
    stopSignal: () => Promise.withResolvers<string>().promise,
    exitNow: (code) => {
      throw new Error(`exited at once with ${code}`);
    },
  };
  const exit = await runCommandLine(commands, words, terminal);
  return { exit, stdout: stdout.join(''), stderr: stderr.join('') };
};
