import { minuteMs } from '../../core/clock.ts';
import { DomainError } from '../../core/errors.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Work } from '../../database/work.ts';
import { findIdempotencyRecord, storeIdempotencyRecord } from '../../http/idempotency.ts';
import { createEndpoint, type EndpointInput, type EndpointTools } from './endpoint.service.ts';
import { findEndpoint } from './endpoint.store.ts';
import type { Endpoint } from './endpoint.ts';
import { findSealedSecret } from './endpoint-secret.store.ts';

/** How long after an endpoint was made the same request is told its secret again: its answer may have been lost. */
const retellingMs = 10 * minuteMs;

export interface KeyedCreation {
  readonly key: string | null;
  readonly bodyHash: string;
}

interface Creation {
  readonly endpoint: Endpoint;
  readonly secret: string;
  /** Whether it was there already. */
  readonly replayed: boolean;
}

type CreationTools = EndpointTools & { readonly secrets: Pick<SecretBox, 'seal' | 'open'> };

/**
 * Makes an endpoint, once for each key: a double click, or a page that is loaded again, makes no second one.
 *
 * @throws DomainError `idempotency_conflict` when the key was used with another body; `already_exists` when the
 * endpoint of the key is older than ten minutes, was changed since, or was deleted
 */
export const createEndpointOnce = async (
  work: Work,
  tools: CreationTools,
  input: EndpointInput,
  { key, bodyHash }: KeyedCreation,
): Promise<Creation> => {
  if (key === null) return { ...(await createEndpoint(work, tools, input)), replayed: false };
  const once = { programId: input.programId ?? 'all', operation: 'webhook_endpoint', key } as const;
  const known = await findIdempotencyRecord(work.tx, once);
  if (known && known.bodyHash !== bodyHash) throw usedBefore();
  if (known) return { ...(await retell(work, tools, known.subjectId as EndpointId)), replayed: true };
  const made = await createEndpoint(work, tools, input);
  const record = { bodyHash, subjectId: made.endpoint.id, answerJson: null, now: work.now };
  await storeIdempotencyRecord(work.tx, once, record);
  return { ...made, replayed: false };
};

const retell = async (
  work: Work,
  { secrets }: CreationTools,
  id: EndpointId,
): Promise<Omit<Creation, 'replayed'>> => {
  const endpoint = await findEndpoint(work.tx, id);
  const isAsMade = endpoint?.rowVersion === 1 && work.now - endpoint.createdAt <= retellingMs;
  const sealed = isAsMade ? await findSealedSecret(work.tx, id) : undefined;
  if (!endpoint || sealed === undefined) throw madeBefore(id);
  return { endpoint, secret: secrets.open(sealed, id) };
};

const usedBefore = (): DomainError =>
  new DomainError(
    'idempotency_conflict',
    'This idempotency key was used before with another body. Send the first body again, or a new key.',
    [{ path: 'Idempotency-Key', message: 'was used before with another body' }],
  );

const madeBefore = (id: EndpointId): DomainError =>
  new DomainError(
    'already_exists',
    `The endpoint ${id} was made with this idempotency key, and its secret was shown then. Rotate it to see one.`,
  );
