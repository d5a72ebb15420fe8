import type { PageRequest } from '../core/page.ts';
import { lookBack, type Stretch } from './look-back.ts';
import type { Schema } from './schema.ts';
import type { Db } from './work.ts';

interface Search {
  readonly page: PageRequest;
  /** Whether an index leads to nothing but what is wanted; else stretch after stretch is looked through. */
  readonly isLed: boolean;
}

/** The newest rows of a page, and one more when there are more: to tell whether there is another page. */
export const newestRows = async <Row>(
  db: Db,
  table: SequencedTable,
  { page, isLed }: Search,
  read: (stretch: Stretch) => Promise<readonly Row[]>,
): Promise<readonly Row[]> => {
  const wanted = page.limit + 1;
  const below = page.after ?? (await findLastSeq(db, table)) + 1;
  return isLed ? read({ from: 1, below, wanted }) : lookBack({ below, wanted }, read);
};

type SequencedTable = {
  [Table in keyof Schema]: 'seq' extends keyof Schema[Table] ? Table : never;
}[keyof Schema];

const findLastSeq = async (db: Db, table: SequencedTable): Promise<number> => {
  const row = await db
    .selectFrom(table as 'clicks')
    .select((column) => column.fn.max<number | null>('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
};
