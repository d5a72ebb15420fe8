import { type RawBuilder, sql } from 'kysely';

/**
 * A constant written into the text of a query instead of being bound to it. SQLite uses a partial index only
 * where the query says the index's own condition in so many words; a bound value could be anything. And it plans
 * a query with a bound limit anew for every run, which takes ten times as long as running it.
 */
export const literal = <Value extends string | number>(value: Value): RawBuilder<Value> => sql.lit(value);
