import { notFound } from '../core/errors.ts';
import type { ConversionId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { findConversion } from './conversion.store.ts';
import type { Conversion } from './conversion.ts';

/** The conversion that the address names. @throws DomainError `not_found` */
export const getConversion = async (db: Db, reach: Reach, id: ConversionId): Promise<Conversion> => {
  const conversion = await findConversion(db, id);
  if (!conversion) throw notFound('conversion');
  assertReach(reach, conversion.programId, 'conversion');
  return conversion;
};
