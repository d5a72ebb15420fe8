import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AnswerBody } from '../support/call.ts';
import { bareEnvironment, fromSource } from '../support/process.ts';
import { freePort } from '../support/server-process.ts';
import { eventually } from './eventually.ts';
import { type Installation, install, loopbackAllowed } from './installation.ts';
import { openStored, type Stored } from './stored.ts';
import { type Answering, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

/** What the file held when the process was gone. */
export interface Crash {
  /** Attempts that had been claimed and had no result yet, by `attemptKey`. */
  readonly open: ReadonlySet<string>;
  /** Rows that a query finds in the file as the process has left it. */
  readonly left: (sql: string) => number;
}

/** A running product, a receiver that the test commands, and the account of every kill. */
export interface KillWorld extends AsyncDisposable {
  readonly installation: Installation;
  readonly receiver: WebhookReceiver;
  readonly stored: Stored;
  readonly crashes: readonly Crash[];
  /** Attempts that an answer of the API has shown to somebody, with their status. */
  readonly shown: ReadonlySet<string>;
  /** What the receiver does from now on. */
  answer(answering: Answering): void;
  /** Has an endpoint at the receiver. @returns its id */
  subscribe(fields: Readonly<Record<string, unknown>>): Promise<string>;
  /** So many conversions, acknowledged; one event each. */
  sell(count: number): Promise<void>;
  /** Reads the log of deliveries as an admin would. */
  look(): Promise<void>;
  /** Takes the process away, notes what it has left behind, and starts the next one. */
  crash(): Promise<Crash>;
  /** As `crash`, but so many further processes start on what was left, each killed within so many milliseconds. */
  crashAtStart(delaysMs: readonly number[]): Promise<void>;
  /** Resolves once every delivery has come to its end. */
  everythingSent(): Promise<void>;
}

/** One attempt of one delivery, as the log and as the receiver know it. */
export const attemptKey = (deliveryId: unknown, attempt: unknown): string => `${deliveryId} ${attempt}`;

export const openKillWorld = async (): Promise<KillWorld> => {
  let answering: Answering = accept;
  const cleanup = new AsyncDisposableStack();
  const receiver = cleanup.use(startWebhookReceiver((arrival) => answering(arrival)));
  const installation = cleanup.use(await install(fromSource));
  const stored = cleanup.use(openStored(installation.databasePath));
  await installation.build.program();
  const crashes: Crash[] = [];
  const shown = new Set<string>();
  let sold = 0;
  const world: KillWorld = {
    ...{ installation, receiver, stored, crashes, shown },
    answer: (next) => {
      answering = next;
    },
    subscribe: async (fields) => {
      const body = { name: 'CRM', url: receiver.url, event_types: ['conversion.created'], ...fields };
      const answer = await installation.call('POST', '/api/v1/webhook-endpoints', { body });
      if (answer.status !== 201) throw new Error(`no endpoint was made: ${JSON.stringify(answer.body)}`);
      return answer.body.id;
    },
    sell: async (count) => {
      const items = Array.from({ length: count }, (_, index) => purchase(sold + index));
      sold += count;
      const { status, body } = await installation.call('POST', '/track/batch', { body: { items } });
      if (status !== 200) throw new Error(`nothing was sold: ${JSON.stringify(body)}`);
    },
    look: async () => {
      const { body } = await installation.call<{ data: readonly ShownDelivery[] }>('GET', newest);
      for (const { id, attempts } of body.data) {
        for (const { number, status } of attempts) shown.add(`${attemptKey(id, number)} ${status}`);
      }
    },
    crash: async () => {
      await installation.kill();
      const crash = readCrash(installation.databasePath);
      crashes.push(crash);
      await installation.start();
      return crash;
    },
    crashAtStart: async (delaysMs) => {
      const { databasePath } = installation;
      await installation.kill();
      crashes.push(readCrash(databasePath));
      for (const delayMs of delaysMs) {
        await startAndKill(dirname(databasePath), delayMs);
        crashes.push(readCrash(databasePath));
      }
      await installation.start();
    },
    everythingSent: () =>
      eventually('every delivery to come to its end', async () =>
        stored.count(unfinished) === 0 ? true : undefined,
      ).then(() => undefined),
    [Symbol.asyncDispose]: () => cleanup.disposeAsync(),
  };
  return world;
};

export const accept: Answering = () => new Response(null, { status: 204 });

const newest = '/api/v1/deliveries?limit=200';

type ShownDelivery = AnswerBody & {
  readonly attempts: readonly { readonly number: number; readonly status: number | null }[];
};

const unfinished = "select id from deliveries where state in ('pending', 'sending', 'held')";

const purchase = (number: number): Readonly<Record<string, unknown>> => ({
  operation: 'purchase',
  order_id: `order-${number}`,
  amount: 100,
  currency: 'USD',
});

const startAndKill = async (dataDir: string, delayMs: number): Promise<void> => {
  const words = ['serve', '--data-dir', dataDir, '--port', String(await freePort())];
  const env = { ...bareEnvironment, ...loopbackAllowed };
  const starting = Bun.spawn([...fromSource, ...words], { cwd: '/', env, stdout: 'ignore' });
  await Bun.sleep(delayMs);
  starting.kill('SIGKILL');
  await starting.exited;
};

/** A copy is read: reading the file itself would begin to mend it. */
const readCrash = (path: string): Crash => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-crash-'));
  try {
    const copy = join(folder, 'left.db');
    for (const end of ['', '-wal']) if (existsSync(path + end)) cpSync(path + end, copy + end);
    using left = openStored(copy);
    const open = left
      .rows<{ id: string; attempt: number }>(
        "select id, attempt_count + 1 as attempt from deliveries where state = 'sending'",
      )
      .map(({ id, attempt }) => attemptKey(id, attempt));
    const counts = new Map(leftovers.map((sql) => [sql, left.count(sql)]));
    return { open: new Set(open), left: (sql) => counts.get(sql) ?? Number.NaN };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const openFanOuts = 'select seq from fan_outs';
export const runningRecoveries = "select id from recoveries where state = 'running'";
const leftovers = [openFanOuts, runningRecoveries];
