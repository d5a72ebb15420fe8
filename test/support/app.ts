import { createApiKey, type NewApiKey } from '../../src/api-keys/api-key.service.ts';
import { type App, createApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import type { Origin } from '../../src/database/work.ts';
import type { Route } from '../../src/http/route.ts';
import { scopes } from '../../src/http/scopes.ts';
import type { Lookup } from '../../src/outbound/system-dns.ts';
import { apiRoutes } from '../../src/routes.ts';
import { createServer } from '../../src/server.ts';
import { auditedBy } from './audited.ts';
import { type Builders, createBuilders } from './builders.ts';
import { type Call, sendTo } from './call.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { checkedBy } from './contract.ts';
import { copyDataDir, createDataDir } from './database-file.ts';
import { seededRandom } from './random.ts';
import { type LoggedLine, recordingLog } from './recording-log.ts';

export interface TestAppOptions {
  readonly config?: Partial<Config>;
  readonly clock?: TestClock;
  /** Addresses of host names; by default no name has any. */
  readonly lookup?: Lookup;
  /** The folder of an application that was killed: this one opens a copy of it. */
  readonly leftBy?: string;
  /** Another one makes other ids, as another process does. */
  readonly seed?: number;
}

/** The whole application on a database of its own, with time that stands still. Nothing is sent by itself. */
export interface TestApp {
  readonly app: App;
  readonly clock: TestClock;
  /** Every JSON route there is, as data. */
  readonly routes: readonly Route[];
  /** A key with every scope that reaches every program; `call` sends it unless told otherwise. */
  readonly key: string;
  readonly build: Builders;
  /** Sends a request through the real server, and holds the answer against what is documented of it. */
  readonly call: Call;
  /** What was logged so far. */
  readonly logged: readonly LoggedLine[];
  /** Types of the events recorded since the last time this was asked, in order. */
  events(): Promise<string[]>;
  close(): Promise<void>;
}

/** Who acts when a test opens a unit of work itself. */
export const testOrigin: Origin = { actor: { kind: 'system', id: 'test' }, requestId: 'req_test' };

export const createTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const { dataDir, remove } = await (options.leftBy === undefined
    ? createDataDir()
    : copyDataDir(options.leftBy));
  const clock = options.clock ?? createTestClock();
  const { log, logged } = recordingLog();
  const config = { ...loadConfig({ env: { TRIBUTARY_DATA_DIR: dataDir } }).config, ...options.config };
  const app = await createApp(config, {
    clock,
    timers: clock.timers,
    random: seededRandom(options.seed),
    log,
    lookup: options.lookup ?? unknownHost,
    onFatal: (error) => log.error('fatal', { error: String(error) }),
    checkEvents: true,
  });
  const server = createServer(app);
  const routes = apiRoutes(app);
  const key = await createKey(app, { name: 'Every scope', scopes, programId: null });
  const call = sendTo(
    checkedBy(
      routes,
      auditedBy(routes, app, (request) => server.handle(request)),
    ),
    key,
  );
  return {
    app,
    clock,
    routes,
    key,
    call,
    logged,
    build: createBuilders(call, (input) => createKey(app, input)),
    events: eventReader(app),
    async close() {
      await app.close();
      remove();
      assertNoDatabaseErrors(logged);
    },
  };
};

const unknownHost: Lookup = (host) =>
  Promise.reject(Object.assign(new Error(`no address of ${host} in this test`), { code: 'ENOTFOUND' }));

const createKey = async (app: App, input: NewApiKey): Promise<string> => {
  const { secret } = await app.transact(testOrigin, (work) => createApiKey(work, input));
  return secret;
};

const eventReader = (app: App) => {
  let lastSeq = 0;
  return async (): Promise<string[]> => {
    const rows = await app.read
      .selectFrom('events')
      .select(['seq', 'type'])
      .where('seq', '>', lastSeq)
      .orderBy('seq')
      .execute();
    lastSeq = rows.at(-1)?.seq ?? lastSeq;
    return rows.map((row) => row.type);
  };
};

/** Errors that no caller hears of would pass every test unseen. */
const assertNoDatabaseErrors = (logged: readonly LoggedLine[]): void => {
  const errors = logged.filter(({ event }) => event === 'database_error' || event === 'fatal');
  if (errors.length > 0) throw new Error(`the database reported ${JSON.stringify(errors)}`);
};
