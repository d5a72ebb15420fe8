import { secondMs } from '../../core/clock.ts';
import { DomainError, notFound } from '../../core/errors.ts';
import type { DeliveryId, EndpointId, ProgramId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Timers } from '../../core/timers.ts';
import type { Origin, Transact, Work } from '../../database/work.ts';
import { type EventType, eventDefinition } from '../../events/catalogue.ts';
import { findLastEventSeq } from '../../events/event.store.ts';
import type { Drainer } from '../drainer/drainer.ts';
import type { ClaimedDelivery } from '../drainer/endpoint-slot.ts';
import { type FlightOptions, fly } from '../drainer/flight.ts';
import type { FlightResult } from '../drainer/flight-result.ts';
import { findSendProfile } from '../drainer/send-profile.store.ts';
import type { SendProfile } from '../drainer/send-profile.ts';
import { findEndpoint } from '../endpoints/endpoint.store.ts';
import { insertTest } from './test-delivery.store.ts';
import { entityIdOf, testDataOf } from './test-event.ts';
import { type Tested, TestPlaces } from './test-places.ts';
import { judgeTest, recordTest } from './test-result.ts';

export interface TestSenderOptions extends Omit<FlightOptions, 'timeoutMs'> {
  readonly transact: Transact;
  readonly timers: Timers;
  readonly log: Log;
  readonly secrets: Pick<SecretBox, 'open'>;
  readonly drainer: Pick<Drainer, 'bootId' | 'slotOf' | 'deliveriesReady' | 'endpointChanged'>;
}

export interface TestRequest extends Tested {
  readonly type: EventType;
  /** Which program the event pretends to be of. */
  readonly programId: ProgramId;
}

/** Whoever waits for the answer has a connection that is closed after 30 s of silence. */
const longestTestMs = 25 * secondMs;

/** Pause before a result that could not be written is tried again. */
const pauseAfterFailureMs = secondMs;

/**
 * Sends test events at once, past every queue, gate and limit, to endpoints in any state: so one can try before
 * activating. Signed, written and fetched like any other delivery, but only once.
 */
export class TestSender {
  readonly #places = new TestPlaces();
  #closed = false;

  constructor(private readonly options: TestSenderOptions) {}

  /**
   * Resolves once the attempt is on disk.
   * @throws DomainError `not_found`, `rate_limited`, or `unavailable` when it could not be written
   */
  async send(origin: Origin, request: TestRequest): Promise<FlightResult> {
    const { transact, clock } = this.options;
    this.#places.take(request);
    try {
      const { profile, delivery } = await transact(origin, (work) => prepare(work, this.options, request));
      const flown = await fly({ ...this.options, timeoutMs: longestTestMs }, profile, delivery);
      const result = judgeTest({ profile, delivery, flown, endedAt: clock.now() });
      await this.#record(origin, result);
      return result;
    } finally {
      this.#places.release(request);
    }
  }

  /** Results that could not be written so far are given up: the next process ends such tests. */
  close(): void {
    this.#closed = true;
  }

  async #record(origin: Origin, result: FlightResult): Promise<void> {
    const { transact, drainer, secrets } = this.options;
    const recording = { bootId: drainer.bootId, secrets, slotOf: (id: EndpointId) => drainer.slotOf(id) };
    const { endpointId, id } = result.delivery;
    try {
      const releases = await transact(origin, (work) => recordTest(work, result, recording));
      if (releases) drainer.deliveriesReady([endpointId]);
    } catch (error) {
      // What the drainer has in memory may have been changed by a unit that is undone.
      drainer.endpointChanged(endpointId);
      this.#recordLater(origin, result, id, error);
      throw error;
    }
  }

  /** Whoever waits for the answer is told at once; the log is made true as soon as it can be. */
  #recordLater(origin: Origin, result: FlightResult, deliveryId: DeliveryId, error: unknown): void {
    this.options.log.error('test_not_recorded', { delivery_id: deliveryId, error: String(error) });
    if (this.#closed || isGivenUp(error)) return;
    this.options.timers.after(pauseAfterFailureMs, () => {
      if (!this.#closed) this.#record(origin, result).catch(() => undefined);
    });
  }
}

interface Prepared {
  readonly profile: SendProfile;
  readonly delivery: ClaimedDelivery;
}

/** Stores the event and its delivery, claimed already. @throws DomainError `not_found`, or `conflict` */
const prepare = async (
  work: Work,
  { secrets, drainer }: TestSenderOptions,
  { endpointId, type, programId }: TestRequest,
): Promise<Prepared> => {
  const endpoint = await findEndpoint(work.tx, endpointId);
  const profile = endpoint && (await openProfile(work, secrets, endpointId));
  if (!endpoint || !profile) throw notFound('webhook endpoint');
  const subject = { endpointId, programId, partnerId: endpoint.partnerId };
  const data = testDataOf(type, subject);
  const envelope = {
    id: work.ids.mint('evt'),
    type,
    version: eventDefinition(type).version,
    occurredAt: work.now,
    programId,
    entityVersion: (await findLastEventSeq(work.tx)) + 1,
    isTest: true,
    data,
  };
  const entityId = entityIdOf(data, subject);
  const test = { envelope, entityId, endpoint, claimedBy: drainer.bootId };
  return { profile, delivery: await insertTest(work, test) };
};

const openProfile = async (
  { tx }: Work,
  secrets: Pick<SecretBox, 'open'>,
  endpointId: EndpointId,
): Promise<SendProfile | undefined> => {
  try {
    return await findSendProfile(tx, secrets, endpointId);
  } catch {
    throw new DomainError(
      'conflict',
      'The secret or a custom header of this endpoint cannot be opened: it was sealed with another instance key. Set its headers again and rotate its secret with grace_seconds 0.',
    );
  }
};

/** Another process has ended the test: there is nothing left to record. */
const isGivenUp = (error: unknown): boolean => error instanceof DomainError && error.code === 'conflict';
