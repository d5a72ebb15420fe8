import { createServer } from 'node:net';
import { bareEnvironment, type ProcessOptions, type Product, patienceMs } from './process.ts';

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

export interface ServeOptions extends Omit<ProcessOptions, 'stdin'> {
  readonly flags?: readonly string[];
  /** A free one unless given. */
  readonly port?: number;
  /** Milliseconds after which it is killed, whatever it does; 30 s unless given. */
  readonly lifetimeMs?: number;
}

/** Starts `serve`; resolves when it says that it is ready. */
export const startServe = async (
  product: Product,
  dataDir: string,
  options: ServeOptions = {},
): Promise<RunningServer> => {
  const port = options.port ?? (await freePort());
  const words = ['serve', '--data-dir', dataDir, '--port', String(port), ...(options.flags ?? [])];
  const running = Bun.spawn([...product, ...words], {
    cwd: options.cwd ?? '/',
    env: { ...bareEnvironment, ...options.env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
    timeout: options.lifetimeMs ?? patienceMs,
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
  await server.said('"event":"ready"');
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

/** Below those that systems lend to outgoing connections, so that a port is still free when it is needed again. */
const ports = { first: 20_000, count: 12_000 };

/** Test files run side by side: each process begins elsewhere and moves on. */
let nextPort = (process.pid * 101) % ports.count;

/** A port that nobody listens on at this moment. */
export const freePort = async (): Promise<number> => {
  for (let tried = 0; tried < ports.count; tried += 1) {
    const port = ports.first + nextPort;
    nextPort = (nextPort + 1) % ports.count;
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
