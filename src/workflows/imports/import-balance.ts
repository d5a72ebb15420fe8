import type { NewCommission } from '../../commissions/commission.store.ts';
import { type Money, money, zero } from '../../core/money.ts';
import {
  findIdempotencyRecord,
  type IdempotencyKey,
  storeIdempotencyRecord,
} from '../../http/idempotency.ts';
import { readSignedAmount } from '../../imports/cell-amount.ts';
import type { BalanceRow } from '../../imports/row-fields.ts';
import type { Partner } from '../../partners/partner.ts';
import { postLine } from '../commissions/post-correction.ts';
import {
  createdAs,
  differs,
  type ImportContext,
  type ImportedRow,
  knownAs,
  memberOf,
  once,
} from './imported-row.ts';

/** What a partner was owed elsewhere, as a line that is due at once. Less than nothing is netted against what comes. */
export const importBalance = (row: BalanceRow): ImportedRow => ({
  names: async (context) => once([keyOf(context, await memberOf(context, row.partner), row).key]),
  bringIn: async (context) => {
    const { work, options } = context;
    const partner = await memberOf(context, row.partner);
    const cell = { field: 'amount', text: row.amount, currency: row.currency, written: options.amounts };
    const amount = money(readSignedAmount(cell), row.currency);
    const key = keyOf(context, partner, row);
    const bodyHash = `amount ${amount.minor}`;
    const known = await findIdempotencyRecord(work.tx, key);
    if (known && known.bodyHash !== bodyHash) throw differs('amount', 'is not what was brought in before');
    if (known) return knownAs(known.subjectId);
    // There is nothing to bring in, now or later.
    if (amount.minor === 0) return knownAs(null);
    const line = openingLine(context, partner, amount);
    await postLine(work, line, 'import');
    await storeIdempotencyRecord(work.tx, key, {
      ...{ bodyHash, subjectId: line.id, answerJson: null, now: work.now },
    });
    return createdAs(line.id);
  },
});

/** One opening balance for each partner, currency and move, for ever. */
const keyOf = (
  { program, options }: ImportContext,
  partner: Partner,
  { currency }: BalanceRow,
): IdempotencyKey => ({
  programId: program.id,
  operation: 'opening_balance',
  key: `${partner.id} ${currency} ${options.key}`,
});

const openingLine = ({ work }: ImportContext, partner: Partner, amount: Money): NewCommission => ({
  id: work.ids.mint('com'),
  programId: partner.programId,
  partnerId: partner.id,
  ...{ conversionId: null, referralId: null, customerId: null },
  kind: 'adjustment',
  line: '',
  state: 'due',
  base: zero(amount.currency),
  original: amount,
  reversedMinor: 0,
  ...{ ruleId: null, ruleVersion: null, model: null, basisPoints: null },
  ...{ tierId: null, exchangeRateId: null, capPeriods: null },
  dueAt: work.now,
  approvedAt: work.now,
  holdReasons: [],
  ...{ payoutId: null, paidAt: null, voidedAt: null },
  ...{ originalCommissionId: null, refundId: null },
  reason: 'import',
  note: 'Opening balance',
  ...{ conversionType: null, orderId: null },
  occurredAt: work.now,
  createdAt: work.now,
});
