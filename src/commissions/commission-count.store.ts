import type { Currency } from '../core/currencies.ts';
import type { ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { nextTurn } from '../database/look-back.ts';
import type { Db } from '../database/work.ts';
import type { CommissionState } from './commission.ts';

/** States that a commission leaves again: an index holds those that are in one of them. */
export const openStates = [
  'pending',
  'held',
  'due',
  'processing',
] as const satisfies readonly CommissionState[];
export type OpenState = (typeof openStates)[number];

/** Entries of an index that are counted in one turn: a few milliseconds. */
const entriesPerTurn = 20_000;

/** How many commissions of a program are in a state, by currency. */
export const countInState = (
  db: Db,
  programId: ProgramId,
  state: OpenState,
): Promise<ReadonlyMap<Currency, Tally>> =>
  tally((after) =>
    db
      .selectFrom('commissions')
      .select(['seq', 'currency', literal(0).as('minor')])
      .where('program_id', '=', programId)
      .where('state', '=', literal(state))
      .where('state', '<>', literal('paid'))
      .where('state', '<>', literal('voided'))
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(literal(entriesPerTurn))
      .execute(),
  );

/** How many wait for an approval and are not held, and what they come to, by currency. */
export const sumUnapproved = (db: Db, programId: ProgramId): Promise<ReadonlyMap<Currency, Tally>> =>
  tally((after) =>
    db
      .selectFrom('commissions')
      .select(['seq', 'currency'])
      .select((row) => row('amount_minor', '-', row.ref('reversed_minor')).as('minor'))
      .where('program_id', '=', programId)
      .where('state', '=', literal('pending'))
      .where('approved_at', 'is', null)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(literal(entriesPerTurn))
      .execute(),
  );

export interface Tally {
  readonly count: number;
  readonly minor: number;
}

interface Entry {
  readonly seq: number;
  readonly currency: string;
  readonly minor: number;
}

/** From an index alone, piece by piece; others have their turn in between. */
const tally = async (
  read: (after: number) => Promise<readonly Entry[]>,
): Promise<ReadonlyMap<Currency, Tally>> => {
  const tallies = new Map<Currency, Tally>();
  for (let after = 0; ; ) {
    const entries = await read(after);
    for (const { currency, minor } of entries) {
      const { count, minor: sum } = tallies.get(currency as Currency) ?? { count: 0, minor: 0 };
      tallies.set(currency as Currency, { count: count + 1, minor: sum + minor });
    }
    after = entries.at(-1)?.seq ?? after;
    if (entries.length < entriesPerTurn) return tallies;
    await nextTurn();
  }
};
