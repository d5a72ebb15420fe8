import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopes } from '../../src/http/scopes.ts';
import { type Builders, createBuilders } from '../support/builders.ts';
import { type Call, sendTo } from '../support/call.ts';
import { type Product, runProcess } from '../support/process.ts';
import { freePort, type RunningServer, startServe } from '../support/server-process.ts';

/**
 * The product on a machine of its own: a data folder, a port, a running process. Everything goes over HTTP.
 * Disposing of it ends the process, whatever it does, and takes the folder away.
 */
export interface Installation extends AsyncDisposable {
  readonly url: string;
  readonly databasePath: string;
  /** A key with every scope, made by `api-key create`; `call` sends it unless told otherwise. */
  readonly key: string;
  readonly call: Call;
  readonly build: Builders;
  /** Asks it to stop, as a service manager does, and gives the code it ends with. */
  stop(): Promise<number>;
  /** Takes the process away without a word, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
  /** Everything that the present process has logged. */
  log(): string;
}

/** For each test of a running product: processes take their time on a busy machine. In milliseconds. */
export const journeyTimeoutMs = 30_000;

/** Long enough for a whole file of tests on a busy machine. */
const lifetimeMs = 120_000;

/** Receivers of the tests listen on loopback and speak plain HTTP. */
export const loopbackAllowed = {
  TRIBUTARY_WEBHOOK_ALLOW_HTTP: 'true',
  TRIBUTARY_WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8',
};

/** @param env its settings; unless given, webhooks may go to loopback */
export const install = async (
  product: Product,
  env: Readonly<Record<string, string>> = loopbackAllowed,
): Promise<Installation> => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-journey-'));
  const dataDir = join(folder, 'data');
  const port = await freePort();
  const startServer = () => startServe(product, dataDir, { port, env, lifetimeMs });
  let server = await startServer();
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number> => {
    server.signal(signal);
    return await server.ended;
  };
  const remove = async (): Promise<void> => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  const key = await makeKey(product, dataDir).catch(async (error) => {
    await remove();
    throw error;
  });
  const call = sendTo((request) => send(server, request), key);
  return {
    url: server.url,
    databasePath: join(dataDir, 'tributary.db'),
    key,
    call,
    build: createBuilders(call, (input) => makeFurtherKey(call, input)),
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
    start: async () => {
      server = await startServer();
    },
    log: () => server.output(),
    [Symbol.asyncDispose]: remove,
  };
};

const makeKey = async (product: Product, dataDir: string): Promise<string> => {
  const words = ['--name', 'Backend', '--scopes', scopes.join(','), '--data-dir', dataDir];
  const { code, stdout, stderr } = await runProcess([...product, 'api-key', 'create', ...words]);
  if (code !== 0) throw new Error(`api-key create ended with ${code}: ${stderr}`);
  return stdout.trim();
};

const makeFurtherKey = async (
  call: Call,
  { name, scopes: wanted, programId }: { name: string; scopes: readonly string[]; programId: string | null },
): Promise<string> => {
  const body = { name, scopes: wanted, ...(programId !== null && { program_id: programId }) };
  const answer = await call<{ key: string }>('POST', '/api/v1/api-keys', { body });
  if (answer.status !== 201) throw new Error(`no key was made: ${JSON.stringify(answer.body)}`);
  return answer.body.key;
};

/** Over the wire; a redirect is an answer like any other. */
const send = async (server: RunningServer, request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url);
  const body = request.body === null ? undefined : await request.arrayBuffer();
  return await fetch(`${server.url}${pathname}${search}`, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
};
