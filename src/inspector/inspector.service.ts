import { recordChange } from '../audit/record.ts';
import { DomainError } from '../core/errors.ts';
import type { EndpointId, ProgramId } from '../core/ids.ts';
import type { SecretBox } from '../core/secret-box.ts';
import type { Tx, Work } from '../database/work.ts';
import { inspectorTokenLength } from '../outbound/own-inspectors.ts';
import type { FormatName } from '../webhooks/formats/formats.ts';
import {
  findFirstOfEvent,
  insertRequest,
  keepNewest,
  keepNewestOverall,
  removeRequests,
} from './inspected-request.store.ts';
import type {
  InspectedRequest,
  InspectedRequestId,
  RequestContent,
  Verification,
} from './inspected-request.ts';
import {
  countInspectors,
  insertInspector,
  removeInspector,
  restartTurns,
  takeTurn,
  updateInspector,
} from './inspector.store.ts';
import {
  type Inspector,
  type InspectorAnswer,
  maxInspectors,
  maxInspectorsOfProgram,
  maxKeptRequests,
  maxKeptRequestsOverall,
  statusAt,
} from './inspector.ts';

type Secrets = Pick<SecretBox, 'seal'>;

export interface NewInspector {
  readonly name: string;
  readonly programId: ProgramId | null;
  readonly format: FormatName | null;
  readonly endpointId: EndpointId | null;
  readonly secret: string | null;
  readonly answer: InspectorAnswer;
}

/** @throws DomainError `conflict` when there are as many as there may be */
export const createInspector = async (
  work: Work,
  secrets: Secrets,
  { secret, ...given }: NewInspector,
): Promise<Inspector> => {
  await assertRoom(work.tx, given.programId);
  const id = work.ids.mint('isp');
  const inspector: Inspector = {
    ...given,
    id,
    token: work.ids.token(inspectorTokenLength),
    secretSealed: secret === null ? null : secrets.seal(secret, id),
    rowVersion: 1,
    createdAt: work.now,
    updatedAt: work.now,
  };
  await insertInspector(work.tx, inspector);
  recordChange(work, { id, programId: given.programId, after: inspector });
  return inspector;
};

const assertRoom = async (tx: Tx, programId: ProgramId | null): Promise<void> => {
  if ((await countInspectors(tx)) >= maxInspectors) {
    throw new DomainError('conflict', `There are ${maxInspectors} inspectors already; delete one first.`);
  }
  if (programId === null || (await countInspectors(tx, programId)) < maxInspectorsOfProgram) return;
  const why = `This program has ${maxInspectorsOfProgram} inspectors already; delete one first.`;
  throw new DomainError('conflict', why);
};

/** What is undefined stays. An endpoint takes the place of a secret, and a secret that of an endpoint. */
export interface InspectorChange {
  readonly name?: string | undefined;
  readonly format?: FormatName | null | undefined;
  readonly endpointId?: EndpointId | null | undefined;
  readonly secret?: string | null | undefined;
  readonly answer?: InspectorAnswer | undefined;
}

/** @throws DomainError `conflict` when it was changed since it was read */
export const changeInspector = async (
  work: Work,
  secrets: Secrets,
  before: Inspector,
  change: InspectorChange,
): Promise<Inspector> => {
  const after = await updateInspector(work.tx, before, {
    ...before,
    name: change.name ?? before.name,
    format: change.format === undefined ? before.format : change.format,
    answer: change.answer ?? before.answer,
    ...keySource(secrets, before, change),
    updatedAt: work.now,
  });
  if (after) {
    recordChange(work, { id: after.id, programId: after.programId, before, after });
    return after;
  }
  throw new DomainError(
    'conflict',
    'This inspector was changed meanwhile. Read it again, then repeat the change.',
  );
};

/** Deletes it with everything it has recorded; its address is unknown from now on. */
export const deleteInspector = async (work: Work, inspector: Inspector): Promise<void> => {
  await removeRequests(work.tx, inspector.id);
  await removeInspector(work.tx, inspector.id);
  recordChange(work, { id: inspector.id, programId: inspector.programId, before: inspector });
};

/** Deletes what it has recorded; answers begin with their first turn again. */
export const clearRequests = async (work: Work, inspector: Inspector): Promise<void> => {
  await removeRequests(work.tx, inspector.id);
  await restartTurns(work.tx, inspector.id);
};

/** A request as it came, and what was found out about it. */
export interface Arrival extends RequestContent {
  readonly method: string;
  readonly path: string;
  readonly bodyBytes: number;
  readonly receivedAt: number;
  readonly verification: Verification;
}

export interface RecordedArrival {
  readonly id: InspectedRequestId;
  /** Null for none at all. */
  readonly status: number | null;
}

/** How often the overall limit is looked after: looking costs more than storing. */
const overallLimitEvery = 64;

/**
 * Records a request and decides how it is answered; the oldest ones beyond the limits are deleted.
 *
 * @param refusal the status when its answer cannot be given
 * @returns undefined when the inspector is gone
 */
export const recordRequest = async (
  work: Work,
  inspector: Inspector,
  arrival: Arrival,
  refusal: number | undefined,
): Promise<RecordedArrival | undefined> => {
  const { tx } = work;
  const turn = await takeTurn(tx, inspector.id);
  if (turn === undefined) return undefined;
  const eventId = arrival.verification.event.id;
  const first = eventId === null ? undefined : await findFirstOfEvent(tx, inspector.id, eventId);
  const request: Omit<InspectedRequest, 'seq'> & RequestContent = {
    ...arrival,
    id: work.ids.mint('req'),
    inspectorId: inspector.id,
    answeredStatus: refusal ?? statusAt(inspector.answer, turn),
    verification: { ...arrival.verification, duplicateOf: first ?? null },
  };
  const seq = await insertRequest(tx, request);
  await keepNewest(tx, inspector.id, maxKeptRequests);
  if (seq % overallLimitEvery === 0) await keepNewestOverall(tx, maxKeptRequestsOverall);
  return { id: request.id, status: request.answeredStatus };
};

const keySource = (
  secrets: Secrets,
  before: Inspector,
  { endpointId, secret }: InspectorChange,
): Pick<Inspector, 'endpointId' | 'secretSealed'> => {
  if (typeof secret === 'string') {
    return { endpointId: null, secretSealed: secrets.seal(secret, before.id) };
  }
  if (typeof endpointId === 'string') return { endpointId, secretSealed: null };
  return {
    endpointId: endpointId === null ? null : before.endpointId,
    secretSealed: secret === null ? null : before.secretSealed,
  };
};
