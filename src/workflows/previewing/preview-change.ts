import type { ChangePreview } from '../../conversions/change-preview.view.ts';
import { findConversion } from '../../conversions/conversion.store.ts';
import { invariant } from '../../core/errors.ts';
import type { ConversionId, PartnerId } from '../../core/ids.ts';
import { undoneUnit } from '../../database/undone-unit.ts';
import type { Db, Origin, Transact, Work } from '../../database/work.ts';
import { findPartnerNames } from '../../partners/partner-name.store.ts';

/**
 * What a decision about a conversion would come to: taken by the very workflow that takes it, in a unit that is
 * undone. So it cannot differ from the real thing, and nothing of it is left.
 *
 * @param decide answers the id of the conversion that it is about
 * @throws DomainError whatever the decision would be refused with
 */
export const previewChange = (
  transact: Transact,
  origin: Origin,
  decide: (work: Work) => Promise<ConversionId>,
): Promise<ChangePreview> =>
  undoneUnit(transact, { ...origin, lane: 'bulk' }, async (work) => {
    const conversion = await findConversion(work.tx, await decide(work));
    invariant(conversion, 'a conversion that was decided about is there');
    return {
      conversion,
      lines: await linesOf(work.tx, work.events as readonly Told[]),
      eventTypes: work.events.map(({ type }) => type),
    };
  });

interface Told {
  readonly type: string;
  readonly data: unknown;
}

/** What the events about commissions say of one. */
interface CommissionFacts
  extends Pick<ChangePreview['lines'][number], 'kind' | 'currency' | 'state' | 'due_at' | 'amount'> {
  readonly id: string;
  readonly partner_id: PartnerId;
  readonly adjustment_amount?: number;
}

const linesOf = async (db: Db, events: readonly Told[]): Promise<ChangePreview['lines']> => {
  const told = events.flatMap(({ type, data }) =>
    isAboutMoney(type) ? [{ type, facts: data as CommissionFacts }] : [],
  );
  const names = await findPartnerNames(
    db,
    told.map(({ facts }) => facts.partner_id),
  );
  return told.map(({ type, facts }) => ({
    change: changeOf(type, facts),
    commission_id: facts.id,
    partner_id: facts.partner_id,
    partner_name: names.get(facts.partner_id) ?? '',
    kind: facts.kind,
    amount: facts.adjustment_amount ?? facts.amount,
    currency: facts.currency,
    state: facts.state,
    due_at: facts.due_at,
  }));
};

/** Together they sum to what is owed. */
const isAboutMoney = (type: string): boolean =>
  type === 'commission.created' || type === 'commission.adjusted' || type === 'commission.voided';

const changeOf = (type: string, { kind }: CommissionFacts): ChangePreview['lines'][number]['change'] => {
  if (type === 'commission.created') return 'earned';
  if (type === 'commission.voided') return 'voided';
  return kind === 'clawback' || kind === 'restore' || kind === 'adjustment' ? 'corrected' : 'adjusted';
};
