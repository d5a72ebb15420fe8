import { join } from 'node:path';

/** The words that start the product; a command of it comes after them. */
export type Product = readonly string[];

/** The product as its sources are, run by the Bun that runs the tests. Bun reads its settings from the folder. */
export const fromSource: Product = [
  process.execPath,
  `--cwd=${join(import.meta.dir, '../..')}`,
  'src/main.ts',
];

/** What the product sees of our own environment: nothing that would configure it. */
export const bareEnvironment = { PATH: process.env.PATH, HOME: process.env.HOME };

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Ends what hangs, so that a test fails and says why. */
export const patienceMs = 30_000;

/** Runs a command of the product to its end. */
export const runProcess = async (words: readonly string[], options: ProcessOptions = {}): Promise<Ended> => {
  const running = Bun.spawn([...words], {
    cwd: options.cwd ?? '/',
    env: { ...bareEnvironment, ...options.env },
    stdin: new TextEncoder().encode(options.stdin ?? ''),
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: patienceMs,
  });
  const [code, stdout, stderr] = await Promise.all([
    running.exited,
    new Response(running.stdout).text(),
    new Response(running.stderr).text(),
  ]);
  return { code, stdout, stderr };
};
