import type { ConversionId, ProgramId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';

const byReference = statement<
  { programId: ProgramId; type: string; reference: string },
  { conversion_id: ConversionId }
>((db, arg) =>
  db
    .selectFrom('order_references')
    .select('conversion_id')
    .where('program_id', '=', arg('programId'))
    .where('type', '=', arg('type'))
    .where('reference', '=', arg('reference')),
);

/** The conversion that any of these names already stands for. */
export const findConversionIdByReference = async (
  db: Db,
  order: { programId: ProgramId; type: string },
  references: readonly string[],
): Promise<ConversionId | undefined> => {
  for (const reference of references) {
    const [row] = await byReference(db, { ...order, reference });
    if (row) return row.conversion_id;
  }
  return undefined;
};

/** Gives a new conversion its names; the key of the table refuses a name that is taken. */
export const insertReferences = async (
  tx: Tx,
  order: { programId: ProgramId; type: string; conversionId: ConversionId },
  references: readonly string[],
): Promise<void> => {
  await insertRows(
    tx,
    'order_references',
    references.map((reference) => ({
      program_id: order.programId,
      type: order.type,
      reference,
      conversion_id: order.conversionId,
    })),
  );
};
