import type { EndpointId } from '../../core/ids.ts';
import type { Tx } from '../../database/work.ts';
import type { EndpointState } from '../endpoints/endpoint.ts';
import { findEndpointsVersion } from '../endpoints/subscription.store.ts';
import { findEndpointStates } from './fan-out.store.ts';

/** The states of all endpoints that were not deleted, as of one version of the endpoints. */
export interface EndpointStates {
  readonly version: string;
  readonly byId: ReadonlyMap<EndpointId, EndpointState>;
}

/** As they stand in this unit, changes of the unit before it in the same commit included. */
export const statesInUnit = async (
  tx: Tx,
  memory: { states: EndpointStates | undefined },
): Promise<EndpointStates['byId']> => {
  const version = await findEndpointsVersion(tx);
  if (memory.states?.version !== version) memory.states = { version, byId: await findEndpointStates(tx) };
  return memory.states.byId;
};
