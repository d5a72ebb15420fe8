import { type AlertCenter, createAlertCenter } from './alerts/alert-center.service.ts';
import { diskSpaceOf } from './alerts/disk-space.ts';
import { createKeyRing, type KeyRing } from './api-keys/key-ring.ts';
import { storeAudit } from './audit/audit-entry.store.ts';
import type { Config } from './config.ts';
import { type Clock, secondMs } from './core/clock.ts';
import { createIds, type Ids, type RandomBytes } from './core/ids.ts';
import type { Log } from './core/log.ts';
import type { SecretBox } from './core/secret-box.ts';
import type { Timers } from './core/timers.ts';
import { type DatabaseLoad, openDatabase } from './database/open-database.ts';
import type { Db, Transact } from './database/work.ts';
import { examineInThread } from './doctor/examine-in-thread.ts';
import { IntegrityWatch } from './doctor/integrity-watch.ts';
import { createOutbox } from './events/outbox.ts';
import { createRequestCounter, type RequestCounter } from './http/request-counter.ts';
import { createLinkDirectory, type LinkDirectory } from './links/link-directory.ts';
import { MetricsSamples } from './metrics/samples.service.ts';
import type { OutboundPolicy } from './outbound/address-policy.ts';
import { parseCidr } from './outbound/addresses.ts';
import { createGuardedFetch } from './outbound/guarded-fetch.ts';
import { createMailer, type Mailer } from './outbound/mail/mailer.ts';
import type { Lookup } from './outbound/system-dns.ts';
import { createGate, type Gate } from './sessions/gate.service.ts';
import { storeSightings } from './sessions/sessions.service.ts';
import { databasePathIn } from './settings/data-folder.ts';
import { openInstance } from './settings/instance-secret.ts';
import { version } from './version.ts';
import { Drainer } from './webhooks/drainer/drainer.ts';
import { createSubscriptions } from './webhooks/endpoints/subscriptions.ts';
import { FanOuts } from './webhooks/fan-out/fan-outs.ts';
import { type ClockCheck, createClockCheck } from './webhooks/monitoring/clock-check.ts';
import { DeliveryMinutes } from './webhooks/monitoring/delivery-minutes.ts';
import { longestTimeoutSeconds } from './webhooks/retries/custom-rules.ts';
import { testPlaces } from './webhooks/testing/test-places.ts';
import { TestSender } from './webhooks/testing/test-sender.ts';

/** Everything the edges need, put together once. Whatever a test must control is passed in. */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly timers: Timers;
  readonly secrets: SecretBox;
  /** For reading outside a unit of work. */
  readonly read: Db;
  /** The only way to change anything. */
  readonly transact: Transact;
  /** Resolves once everything that `read` can see is on disk: to be awaited before a stored promise is repeated. */
  settled(): Promise<void>;
  readonly keys: KeyRing;
  readonly links: LinkDirectory;
  /** People who are on their way in, and when those who are in were last seen. */
  readonly gate: Gate;
  /** Undefined while no mail server is configured. */
  readonly mailer: Mailer | undefined;
  /** What merchants' systems may be reached at. */
  readonly outboundPolicy: OutboundPolicy;
  readonly drainer: Drainer;
  /** How endpoints answer, minute by minute. */
  readonly minutes: DeliveryMinutes;
  readonly clockCheck: ClockCheck;
  /** Requests answered, for who watches. */
  readonly requests: RequestCounter;
  readonly samples: MetricsSamples;
  /** Makes the deliveries of events with many subscribers; to be woken once at the start. */
  readonly fanOuts: FanOuts;
  readonly testSender: TestSender;
  readonly alerts: AlertCenter;
  /** Whether everything stored agrees with itself. */
  readonly integrity: IntegrityWatch;
  databaseLoad(): DatabaseLoad;
  /** Resolves once every delivery that is owed is made, nothing is under way and nothing is due. */
  whenQuiet(): Promise<void>;
  /** Stops sending, answers what is under way, writes everything back and closes the database. */
  close(): Promise<void>;
}

/** What the world outside is like: the real one in a server, a controlled one in tests. */
export interface World {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly timers: Timers;
  readonly log: Log;
  readonly lookup: Lookup;
  /** The disk has failed: nothing more may be answered. */
  readonly onFatal: (error: unknown) => void;
  /** Whether to hold each event against its schema. */
  readonly checkEvents: boolean;
}

/**
 * Puts the application together on a database that is up to date. Nothing is sent before `drainer.start()`.
 *
 * @throws InstanceKeyError when the instance key is missing or does not fit
 */
export const createApp = async (config: Config, world: World): Promise<App> => {
  const { clock, log } = world;
  const ids = createIds(clock, world.random);
  let drainer: Drainer | undefined;
  let fanOuts: FanOuts | undefined;
  const database = openDatabase({
    path: databasePathIn(config.dataDir),
    clock,
    ids,
    sink: createOutbox({
      subscriptions: createSubscriptions(),
      onDeliveries: (endpointIds) => drainer?.deliveriesReady(endpointIds),
      onFanOuts: () => fanOuts?.wake(),
      checkData: world.checkEvents,
    }),
    auditSink: storeAudit,
    onFatal: world.onFatal,
    onError: (error) => log.error('database_error', { error: String(error) }),
  });
  const { read, transact } = database;
  const { secret: given, dataDir } = config;
  const { secrets } = await openInstance({ given, dataDir, ids, read, transact });
  const outboundPolicy = policyOf(config);
  const parts = { read, transact, ids, secrets, outboundPolicy };
  const senders = await createSenders(world, parts);
  ({ drainer, fanOuts } = senders);
  const keys = createKeyRing({ read, clock });
  const gate = createGate({ clock, ids, secrets });
  const mailer = mailerOf(config, world);
  const integrity = await openIntegrity(config, { read, transact, clock, log, ids });
  return {
    config,
    clock,
    log,
    timers: world.timers,
    ...parts,
    settled: () => database.settled(),
    keys,
    gate,
    mailer,
    links: createLinkDirectory(read),
    requests: createRequestCounter(),
    samples: new MetricsSamples(read, clock, databasePathIn(dataDir)),
    ...senders,
    integrity,
    alerts: createAlerts(config, world, { ...parts, ...senders, integrity, mailer }),
    databaseLoad: () => database.load(),
    whenQuiet: () => quietOf(senders),
    close: () => closing({ integrity, senders, keys, gate, database, ids }),
  };
};

interface Open {
  readonly integrity: IntegrityWatch;
  readonly senders: Pick<App, 'minutes' | 'drainer' | 'testSender' | 'fanOuts'>;
  readonly keys: KeyRing;
  readonly gate: Gate;
  readonly database: ReturnType<typeof openDatabase>;
  readonly ids: Ids;
}

/** In the opposite order of the beginning; what is remembered is stored before the database goes. */
const closing = async ({ integrity, senders, keys, gate, database, ids }: Open): Promise<void> => {
  integrity.close();
  senders.testSender.close();
  await senders.fanOuts.stop();
  await senders.drainer.stop(sendingGraceMs);
  await senders.minutes.close();
  await keys.flush(database.transact);
  await storeSightings(database.transact, gate.sightings, ids.mint('req'));
  await database.close();
};

const openIntegrity = (
  { dataDir }: Config,
  { ids, ...parts }: Pick<App, 'read' | 'transact' | 'clock' | 'log' | 'ids'>,
): Promise<IntegrityWatch> =>
  IntegrityWatch.open({
    ...parts,
    origin: { actor: { kind: 'system', id: 'integrity' }, requestId: ids.mint('req'), lane: 'bulk' },
    examine: () => examineInThread(integrityThread, databasePathIn(dataDir)),
  });

/**
 * Where the code of the thread is, which is an entry of its own when the executable is built. Said here, because
 * files that lie in a folder know in the executable no longer where that was.
 */
const integrityThread = new URL('./doctor/examination-thread.ts', import.meta.url);

/** What sends webhooks. Tests have connections of their own, so that no backlog keeps them waiting. */
const createSenders = async (
  world: World,
  parts: Pick<App, 'read' | 'transact' | 'ids' | 'secrets' | 'outboundPolicy'>,
): Promise<Pick<App, 'minutes' | 'clockCheck' | 'drainer' | 'testSender' | 'fanOuts'>> => {
  const { clock, timers, log, lookup, random } = world;
  const minutes = await DeliveryMinutes.open({ ...parts, timers, log });
  const clockCheck = createClockCheck(clock);
  const dialing = { policy: parts.outboundPolicy, lookup, clock };
  const userAgent = `Tributary/${version}`;
  const drainer = new Drainer({
    ...{ ...parts, clock, timers, log, userAgent },
    random: () => fraction(random),
    send: clockCheck.watch(createGuardedFetch(dialing).send),
    onRecorded: (work, results) => minutes.attemptsRecorded(work, results),
  });
  const testSender = new TestSender({
    ...{ ...parts, clock, timers, log, userAgent, drainer },
    send: createGuardedFetch({ ...dialing, maxConcurrent: testPlaces }).send,
  });
  const fanOuts = new FanOuts({ ...parts, timers, log, signals: drainer });
  return { minutes, clockCheck, drainer, testSender, fanOuts };
};

/** Hooks that are called at once; a hook that hangs must not take the place of deliveries. */
const hookPlaces = 2;

const createAlerts = (
  config: Config,
  { clock, log, lookup }: World,
  {
    ids,
    outboundPolicy: policy,
    drainer,
    minutes,
    clockCheck,
    integrity,
    mailer,
    ...parts
  }: Pick<
    App,
    | 'read'
    | 'transact'
    | 'ids'
    | 'secrets'
    | 'outboundPolicy'
    | 'drainer'
    | 'minutes'
    | 'clockCheck'
    | 'integrity'
    | 'mailer'
  >,
): AlertCenter => {
  return createAlertCenter(
    {
      ...{
        read: parts.read,
        transact: parts.transact,
        secrets: parts.secrets,
        clock,
        log,
        baseUrl: config.baseUrl,
      },
      mailer,
      send: createGuardedFetch({ policy, lookup, clock, maxConcurrent: hookPlaces }).send,
      userAgent: `Tributary/${version}`,
      origin: { actor: { kind: 'system', id: 'alerts' }, requestId: ids.mint('req'), lane: 'bulk' },
    },
    {
      storeMinutes: () => minutes.store(),
      drainerAlive: () => drainer.isAlive,
      clockSkew: () => clockCheck.skew(),
      diskSpace: () => diskSpaceOf(config.dataDir),
      integrity: () => integrity.last,
    },
  );
};

const mailerOf = ({ smtpUrl: url, mailFrom: from }: Config, { lookup }: World): Mailer | undefined =>
  url !== undefined && from !== undefined ? createMailer({ url, from, lookup }) : undefined;

/** What could not be delivered may itself be an event of many subscribers. */
const quietOf = async ({ drainer, fanOuts }: Pick<App, 'drainer' | 'fanOuts'>): Promise<void> => {
  do {
    await fanOuts.whenQuiet();
    await drainer.whenQuiet();
  } while (!fanOuts.isQuiet);
};

/** Each request ends by itself before this, and only then its claim may count as lost. */
const sendingGraceMs = (longestTimeoutSeconds + 1) * secondMs;

/** 0 or more and less than 1. */
const fraction = (random: RandomBytes): number => {
  const [word = 0] = new Uint32Array(random(new Uint8Array(4)).buffer);
  return word / 2 ** 32;
};

const policyOf = (config: Config): OutboundPolicy => ({
  allowHttp: config.webhookAllowHttp,
  allowCidrs: config.webhookAllowCidrs.flatMap((text) => parseCidr(text) ?? []),
  ownInspectors: { baseUrl: config.baseUrl, host: config.host, port: config.port },
});
