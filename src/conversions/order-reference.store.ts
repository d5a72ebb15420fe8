import type { ConversionId, ProgramId } from '../core/ids.ts';
import { command, statement } from '../database/statement.ts';
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

/** An order as a program and a type know it. */
export interface Order {
  readonly programId: ProgramId;
  readonly type: string;
}

/** The conversions that these names already stand for, each once: none, one, or several that are not one order. */
export const findConversionIdsByReference = async (
  db: Db,
  { programId, type }: Order,
  references: readonly string[],
): Promise<ConversionId[]> => {
  const found = new Set<ConversionId>();
  for (const reference of references) {
    const [row] = await byReference(db, { programId, type, reference });
    if (row) found.add(row.conversion_id);
  }
  return [...found];
};

/** The conversions of any type, but signups, that these names stand for: what a refund may mean by an order. */
export const findSalesByReference = async (
  db: Db,
  programId: ProgramId,
  references: readonly string[],
): Promise<ConversionId[]> => {
  const rows = await db
    .selectFrom('order_references')
    .select('conversion_id')
    .distinct()
    .where('program_id', '=', programId)
    .where('reference', 'in', references)
    .where('type', '<>', 'signup')
    .execute();
  return rows.map((row) => row.conversion_id);
};

/** Gives a conversion names; one that it has already is left as it is. */
export const addReferences = async (
  tx: Tx,
  { programId, type }: Order,
  conversionId: ConversionId,
  references: readonly string[],
): Promise<void> => {
  for (const reference of references) await insertReference(tx, { programId, type, reference, conversionId });
};

const insertReference = command<Order & { reference: string; conversionId: ConversionId }>((tx, arg) =>
  tx
    .insertInto('order_references')
    .values({
      program_id: arg('programId'),
      type: arg('type'),
      reference: arg('reference'),
      conversion_id: arg('conversionId'),
    })
    .onConflict((conflict) => conflict.columns(['program_id', 'reference', 'type']).doNothing()),
);
