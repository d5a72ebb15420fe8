import type { Subprocess } from 'bun';

/** A process that this one has started and will end. */
export interface Child {
  readonly pid: number;
  /** What it printed first, once ready. */
  readonly firstLine: string;
  /** Asks it to end, insists after a while, and resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly command: readonly string[];
  /** Its whole environment: nothing is inherited, so that no setting of the machine changes a figure. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Resolves once it is ready; without it the first line that it prints says so. */
  readonly ready?: (stopped: AbortSignal) => Promise<void>;
}

const readyTimeoutMs = 15_000;
const stopTimeoutMs = 10_000;
const running = new Set<Subprocess>();
let isOver = false;

/**
 * Starts a process and waits until it is ready.
 *
 * @throws Error with what it wrote to standard error when it ends before, or takes too long
 */
export const startChild = async ({ command, environment = {}, ready }: ChildOptions): Promise<Child> => {
  assertNotOver();
  const process = Bun.spawn([...command], {
    env: { ...environment },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  running.add(process);
  const stopped = new AbortController();
  const gone = process.exited.then(() => {
    running.delete(process);
    stopped.abort();
  });
  const said = collect(process.stdout);
  const complained = collect(process.stderr);
  const timer = setTimeout(() => process.kill('SIGKILL'), readyTimeoutMs);
  await Promise.race([gone, ready ? ready(stopped.signal) : said.firstLine]);
  clearTimeout(timer);
  if (stopped.signal.aborted)
    throw new Error(`${command.join(' ')} ended: ${complained.text() || said.text()}`);
  return { pid: process.pid, firstLine: said.text().split('\n')[0] ?? '', stop: () => stop(process) };
};

/**
 * Runs a process to its end.
 *
 * @returns what it printed
 * @throws Error with what it wrote to standard error when it fails
 */
export const runChild = async (
  command: readonly string[],
  options: { environment?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<string> => {
  assertNotOver();
  const process = Bun.spawn([...command], {
    env: { ...options.environment },
    stdin: new TextEncoder().encode(options.input ?? ''),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  running.add(process);
  const [output, complaints, code] = await Promise.all([
    new Response(process.stdout).text(),
    new Response(process.stderr).text(),
    process.exited,
  ]);
  running.delete(process);
  if (code !== 0) throw new Error(`${command.join(' ')} failed: ${complaints.trim() || code}`);
  return output;
};

/** Ends every process that is still there, each by its own id. */
export const stopAllChildren = async (): Promise<void> => {
  await Promise.all([...running].map(stop));
};

/** The same, for good: whatever is still going on here starts no more of them. */
export const endChildren = (): Promise<void> => {
  isOver = true;
  return stopAllChildren();
};

const assertNotOver = (): void => {
  if (isOver) throw new Error('interrupted');
};

const stop = async (process: Subprocess): Promise<void> => {
  process.kill('SIGTERM');
  const timer = setTimeout(() => process.kill('SIGKILL'), stopTimeoutMs);
  await process.exited;
  clearTimeout(timer);
};

interface Collected {
  readonly firstLine: Promise<void>;
  /** The beginning of it. */
  text(): string;
}

const keptCharacters = 4_000;

/** Reads to the end, so that the process never waits for room in the pipe. */
const collect = (stream: ReadableStream<Uint8Array>): Collected => {
  const firstLine = Promise.withResolvers<void>();
  let text = '';
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      if (text.length < keptCharacters) text += decoder.decode(chunk, { stream: true });
      if (text.includes('\n')) firstLine.resolve();
    }
  };
  void read();
  return { firstLine: firstLine.promise, text: () => text.slice(0, keptCharacters).trim() };
};
