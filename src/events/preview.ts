import type { Work } from '../database/work.ts';
import { findEventDefinition } from './catalogue.ts';
import type { Envelope } from './envelope.ts';
import { findLastEventSeq } from './event.store.ts';
import { envelopeOf } from './outbox.ts';

/** The events that a unit has buffered, as the outbox would write them at its end. */
export const previewEvents = async (work: Work): Promise<Envelope[]> => {
  const lastSeq = await findLastEventSeq(work.tx);
  return work.events.map((event, index) => {
    const version = findEventDefinition(event.type)?.version ?? 1;
    return envelopeOf(work, event, version, lastSeq + index + 1);
  });
};
