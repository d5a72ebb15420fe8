import { capsAt } from '../../caps/cap.ts';
import { findCapUse } from '../../caps/cap-use.store.ts';
import { listCommissionsOf } from '../../commissions/commission.store.ts';
import { findConversion } from '../../conversions/conversion.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import type { Explanation } from '../../conversions/explanation.view.ts';
import type { CapEffect, Simulation } from '../../conversions/simulation.view.ts';
import type { TrackRequest } from '../../conversions/track-request.ts';
import { invariant } from '../../core/errors.ts';
import type { ConversionId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import { undoneUnit } from '../../database/undone-unit.ts';
import type { Db, Origin, Transact, Work } from '../../database/work.ts';
import { type Envelope, writeEnvelope } from '../../events/envelope.ts';
import { previewEvents } from '../../events/preview.ts';
import type { Reach } from '../../http/caller.ts';
import { findProgram } from '../../programs/program.store.ts';
import { bodyOfAttempt } from '../../webhooks/formats/body-form.ts';
import { type FormatName, formatOf } from '../../webhooks/formats/formats.ts';
import { explainConversion } from '../earning/explain-conversion.ts';
import { recordConversion } from './record-conversion.ts';
import type { TrackAnswer } from './track-answer.ts';

interface Simulated {
  readonly request: TrackRequest;
  /** In which the webhooks are shown. */
  readonly format: FormatName;
}

/**
 * What a signup or a purchase would come to if it were told now: recorded by the very workflow that records it, in a
 * unit that is undone. So it cannot differ from the real thing, and nothing of it is left.
 *
 * @throws DomainError whatever recording it would be refused with
 */
export const simulateConversion = (
  { transact, secrets }: { readonly transact: Transact; readonly secrets: SecretBox },
  origin: Origin,
  reach: Reach,
  { request, format }: Simulated,
): Promise<Simulation> =>
  undoneUnit(transact, { ...origin, lane: 'bulk' }, async (work) => {
    const { json, replayed } = await recordConversion(work, secrets, reach, request);
    const answer = JSON.parse(json) as TrackAnswer;
    const conversion = await findConversion(work.tx, answer.id as ConversionId);
    invariant(conversion, 'a conversion that was recorded is there');
    return {
      answer,
      replayed,
      conversion,
      commissions: await listCommissionsOf(work.tx, conversion.id),
      caps: await capEffects(work.tx, conversion),
      explanation: (await explainConversion(work.tx, conversion)) satisfies Explanation,
      events: (await previewEvents(work)).map((envelope) => ({
        type: envelope.type,
        data: envelope.data,
        body: bodyIn(format, envelope, work),
      })),
    };
  });

/** How far each cap that counts the conversion is used, with it. */
const capEffects = async (
  db: Db,
  { programId, partnerId, customerId, occurredAt }: Conversion,
): Promise<CapEffect[]> => {
  const program = await findProgram(db, programId);
  if (!program || partnerId === null) return [];
  const effects: CapEffect[] = [];
  const caps = capsAt(program.caps, { partnerId, customerId }, occurredAt, program.timeZone);
  for (const { kind, cap, subject, period } of caps) {
    const usedMinor = await findCapUse(db, { programId, kind, subject, period });
    effects.push({ kind, period, limitMinor: cap.amountMinor, usedMinor, currency: program.currency });
  }
  return effects;
};

/** The text of the first attempt; ids of the delivery and the endpoint are made up. */
const bodyIn = (format: FormatName, envelope: Envelope, { ids }: Work): string => {
  const write = formatOf(format).writeBody ?? writeEnvelope;
  const facts = { attempt: 1, deliveryId: ids.mint('whd'), endpointId: ids.mint('whe') };
  return bodyOfAttempt(format, write(envelope), facts);
};
