import { type Expression, type SqlBool, sql } from 'kysely';

/**
 * Whether a text holds what somebody looks for, without regard to the case of Latin letters. What means something in
 * a pattern means itself.
 */
export const contains = (column: Expression<string | null>, sought: string): Expression<SqlBool> => {
  const pattern = `%${sought.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`(${column} like ${pattern} escape '\\' or lower(${column}) like ${pattern.toLowerCase()} escape '\\')`;
};
