import { createServer } from 'node:net';

/** What the executable sees of our own environment: nothing that would configure it. */
const environment = { PATH: process.env.PATH, HOME: process.env.HOME };

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
const patienceMs = 30_000;

/** Runs a command of the executable to its end. */
export const runProcess = async (words: readonly string[], options: ProcessOptions = {}): Promise<Ended> => {
  const running = Bun.spawn([...words], {
    cwd: options.cwd ?? '/',
    env: { ...environment, ...options.env },
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

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
  /** Resolves once a line of the log holds the text. */
  said(text: string): Promise<void>;
  /** Everything on standard output so far. */
  output(): string;
  readonly ended: Promise<number>;
}

/** Starts `serve` on a free port; resolves when it says that it is ready. */
export const startServe = async (
  executable: string,
  dataDir: string,
  flags: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<RunningServer> => {
  const port = await freePort();
  const running = Bun.spawn([executable, 'serve', '--data-dir', dataDir, '--port', String(port), ...flags], {
    cwd: options.cwd ?? '/',
    env: { ...environment, ...options.env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  const log = follow(running.stdout);
  const server = {
    url: `http://127.0.0.1:${port}`,
    port,
    signal: (name: NodeJS.Signals) => running.kill(name),
    said: log.said,
    output: log.text,
    ended: running.exited,
  };
  await server.said(' ready ');
  return server;
};

/** Reads a stream as it comes, and lets others wait for what it will say. */
const follow = (stream: ReadableStream<Uint8Array>) => {
  let text = '';
  let done = false;
  let news = Promise.withResolvers<void>();
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      news.resolve();
      news = Promise.withResolvers();
    }
    done = true;
    news.resolve();
  };
  void read();
  const said = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) {
      if (done) throw new Error(`the server ended without saying "${wanted}":\n${text}`);
      await news.promise;
    }
  };
  return { said, text: () => text };
};

/** A port that nobody listens on at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
