import { type Clock, type Instant, secondMs } from '../core/clock.ts';
import type { ClickId, Ids, LinkId, PartnerId, ProgramId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { SecretBox } from '../core/secret-box.ts';
import type { Db, Transact, Work } from '../database/work.ts';
import { addressGroup } from '../http/client-address.ts';
import { type AgentClass, isNobody } from './agent.ts';
import type { SubIds, Visit } from './click.ts';
import { createClickQueue, type Recorded, type StoredClicks } from './click-queue.ts';
import { createRecentVisitors, type RecentVisitors, recallVisitors } from './recent-visitors.ts';

/** A visit as the edge sees it, who the visitor is included; that part is stored as hashes only. */
export interface Arrival extends SubIds {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly linkId: LinkId | null;
  readonly landingUrl: string;
  readonly referrer: string | null;
  readonly agentClass: AgentClass;
  readonly userAgent: string | null;
  /** Of the client, not of a proxy. */
  readonly address: string;
  readonly previousClickId: ClickId | null;
}

/** Turns arrivals into clicks on disk. One for the whole process: it knows who was here within the last hour. */
export interface ClickRecorder {
  /** Resolves once the click is on disk, or when there is none: the visitor goes on then without. Never rejects. */
  record(arrival: Arrival): Promise<Recorded>;
  /** Settles when the visitors of the hour before the start are known again. */
  readonly recalled: Promise<void>;
}

interface RecorderNeeds {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly read: Db;
  readonly secrets: SecretBox;
  readonly transact: Transact;
}

/** @param trackClicks the workflow that stores visits inside a unit of work */
export const createClickRecorder = (
  app: RecorderNeeds,
  trackClicks: (work: Work, visits: readonly Visit[]) => Promise<StoredClicks>,
): ClickRecorder => {
  const { clock, ids, log } = app;
  const visitors = createRecentVisitors(clock.now());
  const reportLoss = createLossReport(app);
  const queue = createClickQueue({
    mintRequestId: () => ids.mint('req'),
    store: (requestId, take) =>
      app.transact({ actor, requestId, lane: 'clicks' }, (work) => trackClicks(work, take())),
    onLost: (lost, failure) => {
      for (const visit of lost) if (!visit.isDuplicate) visitors.forget(visit.visitorHash);
      reportLoss(lost.length, failure);
    },
  });
  const toVisit = createVisitReader(app.secrets, visitors, clock);
  return {
    record: (arrival) => queue.add(toVisit(arrival)),
    recalled: recallVisitors(visitors, app.read, clock.now()).catch((error: unknown) => {
      log.warn('visitors_not_recalled', { error: String(error) });
    }),
  };
};

const actor = { kind: 'public', id: 'visitor' } as const;

/** What a household's hash is kept for, so that it is not made anew for every click. */
const maxRememberedAddresses = 2_000;

const createVisitReader = (
  secrets: SecretBox,
  visitors: RecentVisitors,
  clock: Clock,
): ((arrival: Arrival) => Visit) => {
  const addressHashes = new Map<string, string>();
  const hashAddress = (group: string): string => {
    const known = addressHashes.get(group);
    if (known !== undefined) return known;
    if (addressHashes.size >= maxRememberedAddresses) addressHashes.clear();
    const hash = secrets.hash('address', group);
    addressHashes.set(group, hash);
    return hash;
  };
  return (arrival) => {
    const { programId, partnerId, linkId, userAgent, agentClass } = arrival;
    const group = addressGroup(arrival.address);
    const visitorHash = secrets.hash('visitor', `${group}\n${userAgent}\n${linkId ?? partnerId}`);
    return {
      programId,
      partnerId,
      linkId,
      landingUrl: arrival.landingUrl,
      referrer: arrival.referrer,
      sub1: arrival.sub1,
      sub2: arrival.sub2,
      sub3: arrival.sub3,
      sub4: arrival.sub4,
      sub5: arrival.sub5,
      agentClass,
      country: null,
      ipHash: hashAddress(group),
      visitorHash,
      isDuplicate: !isNobody(agentClass) && !visitors.count(visitorHash, clock.now()),
      previousClickId: arrival.previousClickId,
    };
  };
};

const lossReportMs = 10 * secondMs;

/** One line for all the clicks lost in a while: a full disk under load must not fill the log as well. */
const createLossReport = ({ clock, log }: Pick<RecorderNeeds, 'clock' | 'log'>) => {
  let lost = 0;
  let reportedAt: Instant = 0;
  return (count: number, failure: unknown): void => {
    lost += count;
    if (clock.now() - reportedAt < lossReportMs) return;
    log.warn('clicks_not_stored', { count: lost, reason: reasonOf(failure) });
    lost = 0;
    reportedAt = clock.now();
  };
};

const reasonOf = (failure: unknown): string =>
  failure === undefined
    ? 'too many clicks are waiting'
    : failure instanceof Error
      ? failure.message
      : String(failure);
