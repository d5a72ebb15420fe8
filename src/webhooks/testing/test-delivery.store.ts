import type { Insertable } from 'kysely';
import type { DeliveryId } from '../../core/ids.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Schema } from '../../database/schema.ts';
import type { Work } from '../../database/work.ts';
import { findEventDefinition } from '../../events/catalogue.ts';
import { type Envelope, writeEnvelope } from '../../events/envelope.ts';
import type { ClaimedDelivery } from '../drainer/endpoint-slot.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { pinnedMajors } from '../endpoints/version-pins.ts';
import { type BodyForm, bodyFormOf } from '../formats/body-form.ts';

/** A test event with the one delivery that is made of it. */
export interface NewTest {
  readonly envelope: Envelope;
  readonly entityId: string;
  readonly endpoint: Pick<Endpoint, 'id' | 'partnerId' | 'format' | 'options'>;
  /** The process that sends it. */
  readonly claimedBy: string;
}

/**
 * Stores a test event and its delivery, claimed already: no drainer ever finds it waiting. Nobody else is told of
 * the event.
 */
export const insertTest = async (work: Work, test: NewTest): Promise<ClaimedDelivery> => {
  const { envelope, endpoint } = test;
  const { name: form, writeBody } = formOf(test);
  const canonical = writeEnvelope(envelope);
  const body = writeBody ? writeBody(envelope) : canonical;
  await insertRows(work.tx, 'events', [eventRow(work, test, canonical)]);
  if (writeBody) {
    await insertRows(work.tx, 'event_bodies', [{ event_id: envelope.id, format: form, body }]);
  }
  const id = work.ids.mint('whd');
  await insertRows(work.tx, 'deliveries', [deliveryRow(work, test, id, form)]);
  return {
    seq: await seqOf(work, id),
    id,
    eventId: envelope.id,
    endpointId: endpoint.id,
    format: form,
    claim: firstClaim,
    attemptCount: 0,
    retryCount: 0,
    pendingSince: work.now,
    nextAttemptAt: work.now,
    body,
  };
};

const formOf = ({ envelope, endpoint }: NewTest): BodyForm => {
  const pinned = pinnedMajors(endpoint.options.versions).get(envelope.type);
  return bodyFormOf(endpoint.format, findEventDefinition(envelope.type), envelope.type, pinned);
};

const firstClaim = 1;

const eventRow = (
  { actor, requestId }: Work,
  { envelope, entityId, endpoint }: NewTest,
  body: string,
): Insertable<Schema['events']> => ({
  seq: envelope.entityVersion,
  id: envelope.id,
  type: envelope.type,
  version: envelope.version,
  program_id: envelope.programId,
  partner_id: endpoint.partnerId,
  entity_id: entityId,
  body,
  is_test: 1,
  actor: `${actor.kind}:${actor.id}`,
  request_id: requestId,
  occurred_at: envelope.occurredAt,
});

const deliveryRow = (
  { now }: Work,
  { envelope, endpoint, claimedBy }: NewTest,
  id: DeliveryId,
  form: string,
): Insertable<Schema['deliveries']> => ({
  id,
  event_id: envelope.id,
  event_type: envelope.type,
  endpoint_id: endpoint.id,
  format: form,
  origin: 'test',
  state: 'sending',
  attempt_count: 0,
  retry_count: 0,
  pending_since: now,
  recovery_id: null,
  next_attempt_at: null,
  claim: firstClaim,
  claimed_by: claimedBy,
  last_status: null,
  last_error: null,
  created_at: now,
  finished_at: null,
});

const seqOf = async ({ tx }: Work, id: DeliveryId): Promise<number> => {
  const row = await tx.selectFrom('deliveries').select('seq').where('id', '=', id).executeTakeFirstOrThrow();
  return row.seq;
};
