import { recordChange } from '../../audit/record.ts';
import { DomainError, invalidField } from '../../core/errors.ts';
import type { EndpointId, PartnerId, ProgramId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Work } from '../../database/work.ts';
import { findLastEventSeq } from '../../events/event.store.ts';
import {
  cancelWaiting,
  findFirstWaitingEventSeq,
  findLastDeliverySeq,
  holdWaiting,
} from '../drainer/backlog.store.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import { formatOf } from '../formats/formats.ts';
import { mintSecret } from '../signing/signature.ts';
import {
  archiveEndpoint,
  findEndpoint,
  insertEndpoint,
  moveEndpoint,
  updateEndpoint,
} from './endpoint.store.ts';
import { type Endpoint, type EndpointSettings, type EndpointState, endpointTransitions } from './endpoint.ts';
import { headerSealContext } from './endpoint-secret.ts';
import { assertSignatureHeaderFree } from './signature-header.ts';
import { markEndpointsChanged } from './subscription.store.ts';

/** What changing endpoints takes beside the unit. */
export interface EndpointTools {
  readonly secrets: Pick<SecretBox, 'seal'>;
  readonly signals: WebhookSignals;
}

export interface EndpointInput extends EndpointSettings {
  readonly programId: ProgramId | null;
  readonly partnerId: PartnerId | null;
  /** Custom headers by name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes an endpoint. `secret` is the only sight of it there will ever be: the database keeps it sealed. */
export const createEndpoint = async (
  work: Work,
  tools: EndpointTools,
  input: EndpointInput,
): Promise<{ endpoint: Endpoint; secret: string }> => {
  assertRetryRules(input);
  assertSignatureHeaderFree(input.options, Object.keys(input.headers));
  const id = work.ids.mint('whe');
  const secret = mintSecret(work.ids.random);
  await insertEndpoint(
    work.tx,
    {
      ...input,
      id,
      signature: formatOf(input.format).signature,
      secretSealed: tools.secrets.seal(secret, id),
      sealedHeaders: sealAll(tools, id, input.headers),
    },
    work.now,
  );
  const endpoint = await changed(work, tools, id);
  recordChange(work, { id, programId: endpoint.programId, after: endpoint });
  return { endpoint, secret };
};

export type EndpointEdit = Partial<EndpointSettings> & {
  /** All custom headers anew; undefined leaves them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** @throws DomainError `conflict` when it was changed since it was read; `invalid_request` naming a field */
export const editEndpoint = async (
  work: Work,
  tools: EndpointTools,
  before: Endpoint,
  { headers, ...edit }: EndpointEdit,
): Promise<Endpoint> => {
  const settings = { ...before, ...edit };
  if (headers === undefined) assertHeadersStayThere(before, settings);
  assertSignatureHeaderFree(settings.options, headers ? Object.keys(headers) : before.headerNames);
  assertRetryRules(settings);
  const stored = await updateEndpoint(
    work.tx,
    before,
    {
      ...settings,
      signature: formatOf(settings.format).signature,
      sealedHeaders: headers && sealAll(tools, before.id, headers),
    },
    work.now,
  );
  if (!stored) throw changedMeanwhile();
  const after = await changed(work, tools, before.id);
  recordChange(work, { id: before.id, programId: before.programId, before, after });
  return after;
};

/** Nothing is sent any more; what happens meanwhile is kept for it. @throws DomainError `invalid_transition` */
export const pauseEndpoint = (work: Work, tools: EndpointTools, endpoint: Endpoint): Promise<Endpoint> =>
  setAside(work, tools, endpoint, 'paused', {});

/** What to do with deliveries that were held while an endpoint was not active. */
export const heldDecisions = ['send', 'keep'] as const;
export type HeldDecision = (typeof heldDecisions)[number];

/**
 * Sending begins again; held deliveries go out, oldest first, or stay held. What it failed before counts no more:
 * it has not been asked meanwhile.
 * @throws DomainError `invalid_transition`
 */
export const activateEndpoint = async (
  work: Work,
  tools: EndpointTools,
  endpoint: Endpoint,
  held: HeldDecision,
): Promise<Endpoint> => {
  const facts = { disabled_reason: null, gated_until: null, first_failed_at: null };
  const decided =
    held === 'send'
      ? { behind_from_seq: null, release_until_seq: await findLastDeliverySeq(work.tx) }
      : { release_until_seq: null };
  return move(work, tools, endpoint, 'active', { ...facts, ...decided });
};

/** Deletes it: nothing goes out any more, and what waited is canceled, in this unit or soon after. */
export const deleteEndpoint = async (work: Work, tools: EndpointTools, endpoint: Endpoint): Promise<void> => {
  await archiveEndpoint(work.tx, endpoint.id, work.now);
  await cancelWaiting(work.tx, endpoint.id, work.now);
  await tellChanged(work, tools, endpoint.id);
  recordChange(work, { id: endpoint.id, programId: endpoint.programId, before: endpoint });
};

/**
 * Nothing is sent any more, and nothing is lost: what waits is held, the first of it in this unit and the rest
 * soon after. It keeps from when it is behind if it was behind already.
 */
export const setAside = async (
  work: Work,
  tools: Pick<EndpointTools, 'signals'>,
  endpoint: Endpoint,
  to: EndpointState,
  facts: Parameters<typeof moveEndpoint>[2],
): Promise<Endpoint> => {
  const behindFrom =
    endpoint.behindFromSeq ??
    (await findFirstWaitingEventSeq(work.tx, endpoint.id)) ??
    (await findLastEventSeq(work.tx)) + 1;
  const moved = await move(work, tools, endpoint, to, { ...facts, behind_from_seq: behindFrom });
  await holdWaiting(work.tx, endpoint.id);
  return moved;
};

const move = async (
  work: Work,
  tools: Pick<EndpointTools, 'signals'>,
  endpoint: Endpoint,
  to: EndpointState,
  facts: Parameters<typeof moveEndpoint>[2],
): Promise<Endpoint> => {
  endpointTransitions.assertMove(endpoint.state, to);
  const moved = await moveEndpoint(work.tx, { id: endpoint.id, from: endpoint.state, to }, facts, work.now);
  if (!moved) throw changedMeanwhile();
  const after = await changed(work, tools, endpoint.id);
  recordChange(work, { id: endpoint.id, programId: endpoint.programId, before: endpoint, after });
  return after;
};

/** Tells of a change that this unit has made. @returns the endpoint as it is now */
export const changed = async (
  work: Work,
  tools: Pick<EndpointTools, 'signals'>,
  id: EndpointId,
): Promise<Endpoint> => {
  await tellChanged(work, tools, id);
  const endpoint = await findEndpoint(work.tx, id);
  if (!endpoint) throw new Error(`an endpoint that was just written is missing: ${id}`);
  return endpoint;
};

const tellChanged = async (
  work: Work,
  { signals }: Pick<EndpointTools, 'signals'>,
  id: EndpointId,
): Promise<void> => {
  await markEndpointsChanged(work);
  work.afterCommit(() => signals.endpointChanged(id));
};

/** A policy of a person's own is nothing without its rules; those of another are kept for later. */
const assertRetryRules = ({ retryPolicy, options }: EndpointSettings): void => {
  if (retryPolicy !== 'custom' || options.retry) return;
  throw invalidField('settings.retry', 'is required by the retry policy custom');
};

/** Their values are never shown, not even by sending them somewhere else. */
const assertHeadersStayThere = ({ headerNames, url }: Endpoint, after: Pick<Endpoint, 'url'>): void => {
  if (headerNames.length === 0 || URL.parse(url)?.origin === URL.parse(after.url)?.origin) return;
  throw invalidField(
    'headers',
    'must be given anew, or as {}, with a URL of another host: custom headers hold what only the present one may know',
  );
};

const sealAll = (
  { secrets }: EndpointTools,
  id: EndpointId,
  headers: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secrets.seal(value, headerSealContext(id, name))]),
  );

export const changedMeanwhile = (): DomainError =>
  new DomainError('conflict', 'This endpoint was changed meanwhile. Read it again, then repeat the change.');
