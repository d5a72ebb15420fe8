import { type Clock, type Instant, minuteMs } from '../core/clock.ts';
import type { EndpointId } from '../core/ids.ts';
import type { Db, Origin, Transact } from '../database/work.ts';
import type { ClockSkew } from '../webhooks/monitoring/clock-check.ts';
import { minuteOf } from '../webhooks/monitoring/delivery-minute.ts';
import { applyJudgement, changesAnything, dropAlert } from './alert.service.ts';
import { findAllOpenAlerts } from './alert.store.ts';
import type { Alert, AlertSubject, Judgement } from './alert.ts';
import { readAlertCursor, readAlertSettings } from './alert-settings.service.ts';
import type { AlertSettings } from './alert-settings.ts';
import { type ChannelTools, configuredChannels } from './channel.service.ts';
import { judgeEndpoint } from './endpoint-judgement.service.ts';
import {
  eventChunk,
  findFailingEndpoints,
  findLastAttemptAt,
  findOperationalEvents,
  findOverdueSince,
  findTroubledEndpoints,
  findWatched,
  sumWindows,
  windowMinutes,
} from './evidence.store.ts';
import { recordIncidents } from './incident.service.ts';
import {
  type DiskSpace,
  type IntegrityFindings,
  judgeInstance,
  stalledAfterMs,
} from './instance-judgement.service.ts';
import type { ChannelName } from './notification.ts';

/** What others know. */
export interface InstanceProbes {
  /** Writes down what was counted of attempts and is still in memory, so that minutes and attempts agree. */
  storeMinutes(): Promise<void>;
  drainerAlive(): boolean;
  /** Undefined while nobody knows. */
  clockSkew(): ClockSkew | undefined;
  /** Undefined when it cannot be told. */
  diskSpace(): Promise<DiskSpace | undefined>;
  /** Undefined before the first examination. */
  integrity(): IntegrityFindings | undefined;
}

export interface WatchTools extends Pick<ChannelTools, 'mailer'> {
  readonly read: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly origin: Origin;
  readonly probes: InstanceProbes;
}

/** Endpoints whose figures are read together, and changes that are written together. */
const chunk = 50;

/**
 * Looks for what people should know of. What it has seen is stored with what it made of it: a process that ends
 * anywhere misses nothing and says nothing twice. While nothing is wrong, a look reads a few index entries and
 * writes nothing.
 */
export class AlertWatch {
  readonly #startedAt: Instant;
  #instanceJudgedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly tools: WatchTools) {
    this.#startedAt = tools.clock.now();
  }

  async evaluate(): Promise<void> {
    const { read, clock } = this.tools;
    const settings = await readAlertSettings(read);
    const channels = configuredChannels(settings, this.tools);
    await this.#takeEvents(settings, channels);
    await this.tools.probes.storeMinutes();
    const now = clock.now();
    const open = await findAllOpenAlerts(read);
    const judgements = [
      ...(await this.#judgeEndpoints(settings, open, now)),
      ...(await this.#judgeInstance(settings, now)),
    ];
    await this.#apply(channels, judgements, open, now);
    await this.#drop(open.filter(({ cause }) => !settings.causes.includes(cause)));
  }

  async #takeEvents(settings: AlertSettings, channels: readonly ChannelName[]): Promise<void> {
    const { read, transact, origin } = this.tools;
    for (let count = eventChunk; count === eventChunk; ) {
      const afterSeq = await readAlertCursor(read);
      const events = await findOperationalEvents(read, { afterSeq });
      count = events.length;
      if (count > 0)
        await transact(origin, (work) => recordIncidents(work, channels, settings, events, afterSeq));
    }
  }

  /** Those in trouble, those that were failing last, and those of which people have been told. */
  async #judgeEndpoints(settings: AlertSettings, open: readonly Alert[], now: Instant): Promise<Judgement[]> {
    const { read } = this.tools;
    const fromMinute = minuteOf(now) - windowMinutes + 1;
    const troubled = await findTroubledEndpoints(read, { fromMinute, slowMs: settings.slowMs });
    const failing = await findFailingEndpoints(read, {});
    const told = open.flatMap(({ subject }) => (subject === 'instance' ? [] : [subject]));
    const ids = new Set([
      ...troubled.map(({ endpointId }) => endpointId),
      ...failing.map(({ id }) => id),
      ...told,
    ]);
    const openAbout = Map.groupBy(open, ({ subject }) => subject);
    const judgements: Judgement[] = [];
    for (const some of chunksOf([...ids])) {
      judgements.push(...(await this.#judgeSome(some, settings, openAbout, fromMinute, now)));
    }
    return judgements;
  }

  async #judgeSome(
    ids: readonly EndpointId[],
    settings: AlertSettings,
    openAbout: ReadonlyMap<AlertSubject, readonly Alert[]>,
    fromMinute: number,
    now: Instant,
  ): Promise<Judgement[]> {
    const endpoints = await findWatched(this.tools.read, ids);
    const windows = await sumWindows(this.tools.read, ids, fromMinute);
    return [...endpoints.values()].flatMap((endpoint) => {
      const evidence = { endpoint, counts: windows.get(endpoint.id), open: openAbout.get(endpoint.id) ?? [] };
      return judgeEndpoint(evidence, settings, now);
    });
  }

  /** Once a minute: what is asked here changes slowly and costs more. */
  async #judgeInstance(settings: AlertSettings, now: Instant): Promise<Judgement[]> {
    if (now - this.#instanceJudgedAt < minuteMs) return [];
    this.#instanceJudgedAt = now;
    const { read, probes } = this.tools;
    const lastAttemptAt = (await findLastAttemptAt(read)) ?? null;
    // Who has just started has a right to be behind.
    const mayStall = now - Math.max(lastAttemptAt ?? 0, this.#startedAt) >= stalledAfterMs;
    const evidence = {
      drainerAlive: probes.drainerAlive(),
      overdueSince: (mayStall && (await findOverdueSince(read, now - stalledAfterMs))) || null,
      lastAttemptAt,
      clockSkew: probes.clockSkew(),
      disk: await probes.diskSpace(),
      integrity: probes.integrity(),
    };
    return judgeInstance(evidence, now).filter(({ cause }) => settings.causes.includes(cause));
  }

  async #apply(
    channels: readonly ChannelName[],
    judgements: readonly Judgement[],
    open: readonly Alert[],
    now: Instant,
  ): Promise<void> {
    const openBy = new Map(open.map((alert) => [`${alert.subject} ${alert.cause}`, alert]));
    const changes = judgements.filter((judgement) =>
      changesAnything(judgement, openBy.get(`${judgement.subject} ${judgement.cause}`), now),
    );
    for (const some of chunksOf(changes)) {
      await this.tools.transact(this.tools.origin, async (work) => {
        for (const judgement of some) await applyJudgement(work, channels, judgement);
      });
    }
  }

  async #drop(alerts: readonly Alert[]): Promise<void> {
    for (const some of chunksOf(alerts)) {
      await this.tools.transact(this.tools.origin, async (work) => {
        for (const alert of some) await dropAlert(work, alert);
      });
    }
  }
}

const chunksOf = <Item>(items: readonly Item[]): (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / chunk) }, (_, index) =>
    items.slice(index * chunk, (index + 1) * chunk),
  );
