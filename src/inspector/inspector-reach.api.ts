import { invalidField, notFound } from '../core/errors.ts';
import type { EndpointId, InspectorId, ProgramId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import { findEndpoint } from '../webhooks/endpoints/endpoint.store.ts';
import { findInspector } from './inspector.store.ts';
import type { Inspector } from './inspector.ts';

/** The inspector that the address names. @throws DomainError `not_found` */
export const getInspector = async (db: Db, reach: Reach, inspectorId: InspectorId): Promise<Inspector> => {
  const inspector = await findInspector(db, inspectorId);
  if (!inspector) throw notFound('inspector');
  assertReach(reach, inspector.programId, 'inspector');
  return inspector;
};

/** The program named, else the key's, else all. @throws DomainError naming `program_id` */
export const inspectorScope = async (
  db: Db,
  reach: Reach,
  programId: ProgramId | undefined,
): Promise<ProgramId | null> => {
  const asked = programId ?? reach.programId ?? undefined;
  return asked === undefined ? null : (await resolveProgram(db, reach, asked)).id;
};

/**
 * Whoever sees an inspector learns which requests an endpoint's secret has signed: one of a program verifies for
 * endpoints of that program only. A key of one program reaches no inspector of another, or of all.
 *
 * @param programId of the inspector
 * @throws DomainError `invalid_request` naming `endpoint_id`
 */
export const assertEndpointOf = async (
  db: Db,
  programId: ProgramId | null,
  endpointId: EndpointId | null,
): Promise<void> => {
  if (endpointId === null) return;
  const endpoint = await findEndpoint(db, endpointId);
  if (endpoint && (programId === null || programId === endpoint.programId)) return;
  throw invalidField('endpoint_id', 'names no webhook endpoint that this inspector may verify for');
};
