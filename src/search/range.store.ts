import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** Greater than every text that begins with what stands before it. */
const last = '\u{10ffff}';

/** Whether a column begins with a text, as an index can answer it: no character means anything but itself. */
export const isBetween = (column: string, prefix: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} >= ${prefix} and ${sql.ref(column)} < ${prefix + last}`;
