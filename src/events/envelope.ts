import { type Instant, toIso } from '../core/clock.ts';
import type { EventId, ProgramId } from '../core/ids.ts';

/** What an envelope is written from. */
export interface Envelope {
  readonly id: EventId;
  readonly type: string;
  readonly version: number;
  readonly occurredAt: Instant;
  readonly programId: ProgramId;
  /** Grows with each event of the same entity, so that a receiver can drop what arrives late. */
  readonly entityVersion: number;
  readonly isTest: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The envelope as JSON text: the exact text that is stored, signed and sent. `occurred_at` (to the second) and
 * `timestamp` (to the millisecond) are the same instant. Ids and types are of closed alphabets, so only the
 * data needs the care of a JSON writer.
 *
 * @param dataJson the data as JSON text, where it was written before
 */
export const writeEnvelope = (envelope: Envelope, dataJson = JSON.stringify(envelope.data)): string => {
  const timestamp = toIso(envelope.occurredAt);
  return (
    `{"id":"${envelope.id}","type":"${envelope.type}","version":${envelope.version},` +
    `"occurred_at":"${timestamp.slice(0, 19)}Z","timestamp":"${timestamp}",` +
    `"program_id":"${envelope.programId}","entity_version":${envelope.entityVersion},` +
    `"data":${dataJson}${envelope.isTest ? ',"test":true' : ''}}`
  );
};
