import { findConversion } from '../../conversions/conversion.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import { findSalesByReference } from '../../conversions/order-reference.store.ts';
import { invalidField, invariant } from '../../core/errors.ts';
import type { ConversionId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { resolveKnownProgram } from '../../programs/asked-program.ts';
import { findProgram } from '../../programs/program.store.ts';
import type { Program } from '../../programs/program.ts';
import type { RefundRequest } from '../../refunds/refund-request.ts';

/** What a refund is about. */
export interface Refunded {
  readonly program: Program;
  /** Undefined when no sale of that order is known yet. */
  readonly conversion: Conversion | undefined;
}

/**
 * The sale that a refund is about, by its own id or by any name of its order. An archived program takes refunds as
 * any other: money moves on.
 *
 * @throws DomainError `program_required`, or `invalid_request` when it names a signup, nothing, or several sales
 */
export const findRefunded = async (db: Db, reach: Reach, request: RefundRequest): Promise<Refunded> => {
  if (request.conversionId !== null) return byId(db, reach, request, request.conversionId);
  const program = await resolveKnownProgram(db, reach, request.programId, 'program');
  const [id, ...others] = await findSalesByReference(db, program.id, request.references);
  if (others.length > 0) {
    throw invalidField('order_id', `names ${others.length + 1} conversions; say which with conversion_id`);
  }
  return { program, conversion: id && (await getConversion(db, id)) };
};

const byId = async (
  db: Db,
  reach: Reach,
  { programId, references }: RefundRequest,
  id: ConversionId,
): Promise<Refunded> => {
  const conversion = await findConversion(db, id);
  const isReached = reach.programId === null || reach.programId === conversion?.programId;
  if (!conversion || !isReached || (programId !== undefined && programId !== conversion.programId)) {
    throw invalidField('conversion_id', 'names no conversion that this key can reach');
  }
  if (conversion.currency === null) {
    throw invalidField('conversion_id', 'names a signup, for which nothing was charged');
  }
  const named = await findSalesByReference(db, conversion.programId, references);
  if (named.some((other) => other !== id)) {
    throw invalidField('order_id', 'names another conversion than conversion_id');
  }
  const program = await findProgram(db, conversion.programId);
  invariant(program, 'the program of a conversion is there');
  return { program, conversion };
};

const getConversion = async (db: Db, id: ConversionId): Promise<Conversion> => {
  const conversion = await findConversion(db, id);
  invariant(conversion, `the conversion ${id} that an order names is there`);
  return conversion;
};
