import { CommandFailure, exitCodes } from './exit-codes.ts';
import { emptyLine, typeKeys } from './hidden-line.ts';

/** The outside of the process, as commands see it. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether a person types: then secrets are asked for, else they are read as a line of standard input. */
  readonly interactive: boolean;
  /** Reads one line that must not be seen. @throws CommandFailure when it was given up or there is none. */
  readSecret(prompt: string): Promise<string>;
  /** Resolves with the first SIGINT or SIGTERM; a second one ends the process at once. */
  stopSignal(): Promise<string>;
  /** Ends the process at once, without stopping in order: for failures after which nothing may be answered. */
  exitNow(code: number): never;
}

export interface SystemTerminal extends Terminal {
  /** Resolves when everything said so far has left the process: a pipe takes its time. */
  flush(): Promise<void>;
}

export const systemTerminal = (exitNow: (code: number) => never): SystemTerminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  interactive: process.stdin.isTTY === true,
  readSecret: (prompt) => (process.stdin.isTTY ? askHidden(prompt) : readFirstLine()),
  stopSignal: () => firstSignal(exitNow),
  exitNow,
  flush: async () => {
    await Promise.all([process.stdout, process.stderr].map(written));
  },
});

const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => void stream.write('', () => resolve()));

const askHidden = async (prompt: string): Promise<string> => {
  const { stdin, stderr } = process;
  // Silent before it asks: an answer that comes at once must not be seen either.
  stdin.setRawMode(true);
  stderr.write(prompt);
  try {
    const decoder = new TextDecoder();
    let line = emptyLine;
    for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
      line = typeKeys(line, decoder.decode(chunk, { stream: true }));
      if (line.ended === 'interrupted') throw new CommandFailure('interrupted', 'given up');
      if (line.ended === 'entered') break;
    }
    return line.text;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
};

/** A secret is a line; a file of megabytes on standard input is a mistake. */
const maxSecretBytes = 64 * 1024;

const readFirstLine = async (): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of process.stdin) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes('\n')) break;
    if (text.length > maxSecretBytes) throw new CommandFailure('usage', 'standard input has no line to read');
  }
  const [line = ''] = text.split('\n', 1);
  if (line === '') throw new CommandFailure('usage', 'standard input is empty');
  return line.replace(/\r$/, '');
};

const firstSignal = (exitNow: (code: number) => never): Promise<string> =>
  new Promise((resolve) => {
    let seen = false;
    const handle = (signal: string) => {
      if (seen) exitNow(exitCodes.interrupted.code);
      seen = true;
      resolve(signal);
    };
    process.on('SIGINT', handle);
    process.on('SIGTERM', handle);
  });
