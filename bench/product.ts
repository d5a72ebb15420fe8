import { join } from 'node:path';
import { type Child, runChild, startChild } from './child.ts';
import { executable } from './executable.ts';
import type { Target } from './load.ts';

/** A server of ours on a data folder of its own. */
export interface Product extends Target {
  readonly dataDir: string;
  /** Sends JSON with a key; @throws Error unless the status is 2xx. */
  post(path: string, body: object, key: string): Promise<Answer>;
  stop(): Promise<void>;
}

export type Answer = Readonly<Record<string, unknown>> & { readonly id: string };

/** Starts the executable as shipped: only what a benchmark on loopback needs is set. */
export const startProduct = async (dataDir: string): Promise<Product> => {
  const port = freePort();
  const child = await startChild({
    command: [executable, 'serve'],
    environment: environmentOf(dataDir, port),
    ready: (stopped) => answers(port, stopped),
  });
  return productOf(child, dataDir, port);
};

/** Makes a key as an operator does. */
export const createKey = async (dataDir: string): Promise<string> => {
  const words = ['api-key', 'create', '--name', 'bench', '--scopes', 'track:write,admin'];
  const output = await runChild([executable, ...words], { environment: environmentOf(dataDir, freePort()) });
  return output.trim();
};

export const databasePathOf = (dataDir: string): string => join(dataDir, 'tributary.db');

export const environmentOf = (dataDir: string, port: number): Record<string, string> => ({
  TRIBUTARY_DATA_DIR: dataDir,
  TRIBUTARY_PORT: String(port),
  // The load comes through what looks like a reverse proxy, so that visitors differ.
  TRIBUTARY_TRUSTED_PROXIES: '127.0.0.1',
  TRIBUTARY_WEBHOOK_ALLOW_HTTP: 'true',
  TRIBUTARY_WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8',
});

/** One that was free a moment ago. */
export const freePort = (): number => {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
  const { port } = listener;
  listener.stop(true);
  return port;
};

/** Asks until there is an answer: the moment at which the server is of use. */
const answers = async (port: number, stopped: AbortSignal): Promise<void> => {
  while (!stopped.aborted) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (response?.ok) return;
    await Bun.sleep(1);
  }
};

const productOf = (child: Child, dataDir: string, port: number): Product => {
  const target = { hostname: '127.0.0.1', port, pid: child.pid };
  return {
    ...target,
    dataDir,
    post: async (path, body, key) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${text}`);
      return JSON.parse(text || '{}') as Answer;
    },
    stop: () => child.stop(),
  };
};
