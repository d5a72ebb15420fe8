import { sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { PartnerId, ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { statement } from '../database/statement.ts';
import type { Db } from '../database/work.ts';
import type { DueItem, DueItems, DueSum } from './due.ts';
import { maxItems } from './payout.ts';
import type { PayoutSelection } from './payout-batch.ts';

/** Where a walk through the partners of a program stands: the partner and currency that were looked at last. */
export type DuePlace = readonly [partnerId: string, currency: string];

export interface DuePage {
  readonly sums: readonly DueSum[];
  /** Where to go on; null at the end. */
  readonly next: DuePlace | null;
}

/** Few enough that looking at them takes a moment only. */
const partnersPerPage = 10;

/** What is due, summed by partner and currency in the order of their ids, from a place on. */
export const findDuePage = async (
  db: Db,
  selection: PayoutSelection,
  after: DuePlace | null,
): Promise<DuePage> => {
  const place = after ?? ['', ''];
  if (selection.partnerIds === null) {
    const sums = await ofAll(db, { ...argumentsOf(selection), ...placeOf(place) });
    const last = sums.length === partnersPerPage ? sums.at(-1) : undefined;
    return { sums: sums.filter(wanted(selection)), next: last ? [last.partnerId, last.currency] : null };
  }
  const sums: DueSum[] = [];
  const left = selection.partnerIds.filter((id) => id >= place[0]);
  for (const partnerId of left.slice(0, partnersPerPage)) {
    const ofPartner = await ofOne(db, { ...argumentsOf(selection), partnerId });
    sums.push(...ofPartner.filter((sum) => partnerId > place[0] || sum.currency > place[1]));
  }
  const last = left.length > partnersPerPage ? left[partnersPerPage - 1] : undefined;
  return { sums: sums.filter(wanted(selection)), next: last === undefined ? null : [last, '~'] };
};

const wanted =
  ({ currency }: PayoutSelection) =>
  (sum: DueSum): boolean =>
    currency === null || sum.currency === currency;

const argumentsOf = ({ programId, cutOffAt }: PayoutSelection) => ({ programId, cutOffAt });

const placeOf = ([partnerId, currency]: DuePlace) => ({ afterPartner: partnerId, afterCurrency: currency });

interface DueArguments {
  readonly programId: ProgramId;
  readonly cutOffAt: Instant;
}

/** What it is worth today. */
const present = sql<number>`(amount_minor - reversed_minor)`;

type Argument<Arguments> = <Name extends keyof Arguments & string>(name: Name) => Arguments[Name];

/** What can be paid of what is due: what arose by the cut-off, and whatever is owed to us. */
const dueBy = (db: Db, arg: Argument<DueArguments>) =>
  db
    .selectFrom('commissions')
    .where('program_id', '=', arg('programId'))
    .where('state', '=', literal('due'))
    .where((row) =>
      row.or([
        row(present, '<', literal(0)),
        row.and([row('due_at', '<=', arg('cutOffAt')), row('approved_at', '<=', arg('cutOffAt'))]),
      ]),
    );

const summed = (db: Db, arg: Argument<DueArguments>) =>
  dueBy(db, arg).select([
    'partner_id as partnerId',
    sql<Currency>`currency`.as('currency'),
    sql<number>`sum(case when ${present} < 0 then 0 else ${present} end)`.as('earnedMinor'),
    sql<number>`sum(case when ${present} < 0 then ${present} else 0 end)`.as('owedMinor'),
    sql<number>`count(*)`.as('itemCount'),
    sql<number>`sum(case when ${present} < 0 then 1 else 0 end)`.as('clawbackCount'),
  ]);

const ofAll = statement<DueArguments & { afterPartner: string; afterCurrency: string }, DueSum>((db, arg) =>
  summed(db, arg)
    .where((row) =>
      row(
        row.refTuple('partner_id', 'currency'),
        '>',
        row.tuple(arg('afterPartner') as PartnerId, arg('afterCurrency')),
      ),
    )
    .groupBy(['partner_id', 'currency'])
    .orderBy('partner_id')
    .orderBy('currency')
    .limit(literal(partnersPerPage)),
);

const ofOne = statement<DueArguments & { partnerId: PartnerId }, DueSum>((db, arg) =>
  summed(db, arg)
    .where('partner_id', '=', arg('partnerId'))
    .groupBy(['partner_id', 'currency'])
    .orderBy('currency'),
);

interface ItemArguments extends DueArguments {
  readonly partnerId: PartnerId;
  readonly currency: Currency;
}

const itemsOf = (db: Db, arg: Argument<ItemArguments>) =>
  dueBy(db, arg)
    .select(['id', present.as('amountMinor')])
    .where('partner_id', '=', arg('partnerId'))
    .where('currency', '=', arg('currency'));

/** All that is due in one sum, oldest first: to be asked only where it fits in a payout. */
export const listDueItems = statement<ItemArguments, DueItem>((db, arg) =>
  itemsOf(db, arg).orderBy('due_at').orderBy('seq').limit(literal(maxItems)),
);

const clawbacks = statement<ItemArguments, DueItem>((db, arg) =>
  itemsOf(db, arg)
    .where(present, '<', literal(0))
    .orderBy('due_at')
    .orderBy('seq')
    .limit(literal(maxItems + 1)),
);

const oldest = statement<ItemArguments, DueItem>((db, arg) =>
  itemsOf(db, arg).where(present, '>=', literal(0)).orderBy('due_at').orderBy('seq').limit(literal(maxItems)),
);

const largest = statement<ItemArguments, DueItem>((db, arg) =>
  itemsOf(db, arg)
    .where(present, '>=', literal(0))
    .orderBy(present, 'desc')
    .orderBy('seq')
    .limit(literal(maxItems)),
);

/** What a payout can be chosen from where not everything fits. */
export const findDueItems = async (db: Db, due: ItemArguments): Promise<DueItems> => ({
  clawbacks: await clawbacks(db, due),
  oldest: await oldest(db, due),
  largest: await largest(db, due),
});
