import { createApiKey, type NewApiKey } from '../../src/api-keys/api-key.service.ts';
import { createKeyRing } from '../../src/api-keys/key-ring.ts';
import type { App } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { createIds } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import { createSecretBox } from '../../src/core/secret-box.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import type { Origin } from '../../src/database/work.ts';
import { createOutbox } from '../../src/events/outbox.ts';
import type { Route } from '../../src/http/route.ts';
import { scopes } from '../../src/http/scopes.ts';
import { securityHeaders } from '../../src/http/security-headers.ts';
import { createLinkDirectory } from '../../src/links/link-directory.ts';
import { type Builders, createBuilders } from './builders.ts';
import { type Call, sendTo } from './call.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { createDataDir } from './database-file.ts';
import { seededRandom } from './random.ts';
import { dispatcher, loadRoutes } from './route-table.ts';

export interface TestAppOptions {
  readonly config?: Partial<Config>;
  readonly clock?: TestClock;
  /** Only these routes instead of all there are. */
  readonly routes?: readonly ((app: App) => Route[])[];
}

/** The whole application on a database of its own, with time that stands still. */
export interface TestApp {
  readonly app: App;
  readonly clock: TestClock;
  /** Every route there is, as data. */
  readonly routes: readonly Route[];
  /** A key with every scope that reaches every program; `call` sends it unless told otherwise. */
  readonly key: string;
  readonly build: Builders;
  /** Sends a request through the real routes. */
  readonly call: Call;
  /** Types of the events recorded since the last time this was asked, in order. */
  events(): Promise<string[]>;
  close(): Promise<void>;
}

/** Who acts when a test opens a unit of work itself. */
export const testOrigin: Origin = { actor: { kind: 'system', id: 'test' }, requestId: 'req_test' };

export const createTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const clock = options.clock ?? createTestClock();
  const { dataDir, databasePath, remove } = await createDataDir();
  const app = compose({ ...options, clock }, dataDir, databasePath);
  const routes = options.routes?.flatMap((factory) => factory(app)) ?? (await loadRoutes(app));
  const key = await createKey(app, { name: 'Every scope', scopes, programId: null });
  const send = dispatcher(routes, {
    ids: app.ids,
    log: app.log,
    authenticate: (request) => app.keys.authenticate(request),
    securityHeaders: securityHeaders(app.config.baseUrl),
  });
  const call = sendTo(send, key);
  return {
    app,
    clock,
    routes,
    key,
    call,
    build: createBuilders(call, (input) => createKey(app, input)),
    events: eventReader(app),
    async close() {
      await app.close();
      remove();
    },
  };
};

const compose = (
  { config, clock }: { config?: Partial<Config>; clock: TestClock },
  dataDir: string,
  databasePath: string,
): App => {
  const random = seededRandom();
  const ids = createIds(clock, random);
  const errors: unknown[] = [];
  const database = openDatabase({
    path: databasePath,
    clock,
    ids,
    sink: createOutbox({
      subscriptions: { inUnit: async () => () => [] },
      onDeliveries: () => undefined,
      checkData: true,
    }),
    onError: (error) => errors.push(error),
    onFatal: (error) => errors.push(error),
  });
  return {
    config: { ...loadConfig({ env: { TRIBUTARY_DATA_DIR: dataDir } }).config, ...config },
    clock,
    ids,
    log: silentLog,
    secrets: createSecretBox(random(new Uint8Array(32)), random),
    read: database.read,
    transact: database.transact,
    keys: createKeyRing({ read: database.read, clock }),
    links: createLinkDirectory(database.read),
    close: async () => {
      await database.close();
      if (errors.length > 0) throw new AggregateError(errors, 'errors that no caller heard of');
    },
  };
};

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
