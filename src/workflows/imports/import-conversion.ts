import { listCommissionsOf } from '../../commissions/commission.store.ts';
import type { TrackedMoney, TrackRequest } from '../../conversions/track-request.ts';
import { dayMs } from '../../core/clock.ts';
import { invalidField } from '../../core/errors.ts';
import type { ConversionId } from '../../core/ids.ts';
import { readAmount } from '../../imports/cell-amount.ts';
import type { ConversionRow } from '../../imports/row-fields.ts';
import { changeCommission } from '../commissions/change-commission.ts';
import { recordOnce } from '../tracking/record-conversion.ts';
import type { TrackAnswer } from '../tracking/track-answer.ts';
import { assertSameSale } from './assert-same-sale.ts';
import { earnHistoric } from './earn-historic.ts';
import {
  createdAs,
  type ImportContext,
  type ImportedRow,
  knownAs,
  memberOf,
  type RowNames,
} from './imported-row.ts';

/** A sale of the past, under the order that a replayed webhook of it would name, too. */
export const importConversion = (row: ConversionRow): ImportedRow => ({
  names: async (context) => namesOf(context, row),
  bringIn: async (context) => {
    const { work, secrets, program, options } = context;
    const request = requestOf(context, row);
    const partner = row.partner === undefined ? null : await memberOf(context, row.partner);
    const commissionMinor = commissionOf(context, row);
    const earn = earnHistoric(options.commissions, commissionMinor);
    const { subjectId, answer, isKnown } = await recordOnce(work, secrets, program, request, {
      partner,
      earn,
    });
    if (isKnown) {
      const said = options.commissions === 'none' ? undefined : commissionMinor;
      await assertSameSale(work, answer, { partnerId: partner?.id ?? null, commissionMinor: said });
      return knownAs(subjectId);
    }
    if (options.commissions !== 'none') assertEarned(answer, commissionMinor);
    if (options.commissions === 'due') await approve(context, answer.id as ConversionId);
    return createdAs(subjectId);
  },
});

/**
 * A sale whose partner the file names is theirs, whatever the other rows say. Any other may belong to whom an earlier
 * row brought its customer to, or to nobody because the customer bought before.
 */
const namesOf = ({ program }: ImportContext, row: ConversionRow): RowNames => {
  const order = `order ${row.type} ${row.order_id}`;
  const customers = [row.customer_id, row.customer_email?.toLowerCase()].filter((id) => id !== undefined);
  const bought = program.newCustomersOnly ? customers.map((id) => `bought ${id}`) : [];
  const referred = customers.map((id) => `referred ${id}`);
  const mayRefer = row.partner !== undefined || row.promo_code !== undefined;
  return {
    looks: row.partner === undefined ? [order, ...bought, ...referred] : [order],
    claims: [order, ...bought, ...(mayRefer ? referred : [])],
  };
};

const requestOf = (context: ImportContext, row: ConversionRow): TrackRequest => {
  if (row.occurred_at > context.work.now + dayMs) {
    throw invalidField('occurred_at', 'must not be more than a day in the future');
  }
  return {
    operation: 'purchase',
    programId: context.program.id,
    type: row.type,
    idempotencyKey: null,
    bodyHash: '',
    orderId: row.order_id,
    orderAliases: [],
    customerId: row.customer_id ?? null,
    customerEmail: row.customer_email ?? null,
    customerName: row.customer_name ?? null,
    isNewCustomer: null,
    ...{ clickId: null, clickCookie: null, partner: null },
    promoCode: row.promo_code ?? null,
    money: moneyOf(context, row),
    plan: row.plan ?? null,
    occurredAt: row.occurred_at,
    subs: { sub1: null, sub2: null, sub3: null, sub4: null, sub5: null },
    country: row.country ?? null,
    metadata: null,
    warnings: [],
  };
};

type AmountField = 'amount' | 'tax' | 'shipping' | 'discount' | 'commission_amount';

const minorOf = ({ options }: ImportContext, row: ConversionRow, field: AmountField): number => {
  const text = row[field];
  if (text === undefined) return 0;
  return readAmount({ field, text, currency: row.currency, written: options.amounts });
};

const moneyOf = (context: ImportContext, row: ConversionRow): TrackedMoney => {
  const money = {
    amountMinor: minorOf(context, row, 'amount'),
    currency: row.currency,
    discountMinor: minorOf(context, row, 'discount'),
    taxMinor: minorOf(context, row, 'tax'),
    shippingMinor: minorOf(context, row, 'shipping'),
    items: [],
  };
  if (money.taxMinor + money.shippingMinor <= money.amountMinor) return money;
  throw invalidField(money.taxMinor > 0 ? 'tax' : 'shipping', 'tax and shipping exceed the amount');
};

/** In a file that says what sales earned, an empty cell says that this one earned nothing. */
const commissionOf = (context: ImportContext, row: ConversionRow): number | undefined =>
  'commission_amount' in context.columns.used ? minorOf(context, row, 'commission_amount') : undefined;

/** Otherwise what the file says is owed would be lost without a word. */
const assertEarned = (answer: TrackAnswer, commissionMinor: number | undefined): void => {
  if (commissionMinor === undefined || commissionMinor === 0 || answer.commissions.length > 0) return;
  throw invalidField(
    'commission_amount',
    'belongs to nobody: name the partner, or import their customers first',
  );
};

/** What is still owed was approved where it was earned, and is due once the hold has passed: as a rule, now. */
const approve = async ({ work }: ImportContext, id: ConversionId): Promise<void> => {
  for (const commission of await listCommissionsOf(work.tx, id)) {
    if (commission.state !== 'pending') continue;
    if (commission.approvedAt !== null && commission.dueAt > work.now) continue;
    await changeCommission(work, commission, { approvedAt: commission.approvedAt ?? work.now });
  }
};
