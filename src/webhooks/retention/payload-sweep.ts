import type { Tx } from '../../database/work.ts';
import {
  type AgingEvent,
  countDeliveries,
  findEvents,
  findEventsPutOff,
  findPayloadNeeds,
  type PayloadNeeds,
  purgePayload,
} from './payload.store.ts';
import type { Sweep, Taken } from './sweep.ts';

/** The bodies of events, in every form: never while somebody may still be sent them. */
export const payloadSweep: Sweep<AgingEvent> = {
  name: 'payloads',
  findNext: findEvents,
  findPutOff: findEventsPutOff,
  prepare: async (tx) => {
    const needs = await findPayloadNeeds(tx);
    return (event) => takePayload(tx, needs, event);
  },
};

const takePayload = async (tx: Tx, needs: PayloadNeeds, event: AgingEvent): Promise<Taken> => {
  if (!event.hasBody) return { outcome: 'nothing_left', rows: 0 };
  const { isNeeded, rows } = await payloadNeed(tx, needs, event);
  if (isNeeded) return { outcome: 'needed', rows };
  await purgePayload(tx, event, 'retention');
  return { outcome: 'forgotten', rows };
};

/** Whether somebody may still be sent an event, and how many rows it took to find out. */
export const payloadNeed = async (
  tx: Tx,
  { openFanOutSeq, recovered }: PayloadNeeds,
  { id, seq, at }: Pick<AgingEvent, 'id' | 'seq' | 'at'>,
): Promise<{ isNeeded: boolean; rows: number }> => {
  const isBeingMade = openFanOutSeq !== undefined && seq >= openFanOutSeq;
  const isRecovered = recovered !== undefined && seq <= recovered.untilSeq && at >= recovered.since;
  if (isBeingMade || isRecovered) return { isNeeded: true, rows: 0 };
  const { total, open } = await countDeliveries(tx, id);
  return { isNeeded: open > 0, rows: total };
};
