import { listCommissionsOf } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import type { ConversionId, PartnerId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import type { TrackAnswer } from '../tracking/track-answer.ts';
import { differs } from './imported-row.ts';

/** What a row says about a sale besides its amount. */
interface Said {
  /** Null when it names nobody. */
  readonly partnerId: PartnerId | null;
  /** In minor units of the currency of the sale; undefined when it says nothing, or nothing is made of it. */
  readonly commissionMinor: number | undefined;
}

/**
 * A sale that is known already is not brought in again; but a file that says otherwise about whose it is, or what it
 * earned, is not passed over in silence: what it says is owed would be lost.
 *
 * @throws DomainError `already_exists` naming `partner` or `commission_amount`
 */
export const assertSameSale = async (
  work: Work,
  { id, attribution }: TrackAnswer,
  { partnerId, commissionMinor }: Said,
): Promise<void> => {
  if (partnerId !== null && attribution.partner_id !== partnerId) {
    const whose = attribution.partner_id === null ? 'nobody' : attribution.partner_id;
    throw differs('partner', `is not whose this order is; it was recorded before for ${whose}`);
  }
  if (commissionMinor === undefined) return;
  const lines = await listCommissionsOf(work.tx, id as ConversionId);
  const earned = sumEarned(lines.filter((line) => line.partnerId === attribution.partner_id));
  if (earned !== commissionMinor) {
    throw differs('commission_amount', `is not what was recorded before, ${earned} minor units`);
  }
};

/** What a sale earned when it was made, whatever was taken back since; of a line that was made twice the later one. */
const sumEarned = (commissions: readonly Commission[]): number => {
  const latest = new Map(
    commissions.filter(({ kind }) => kind === 'sale').map(({ line, original }) => [line, original.minor]),
  );
  return [...latest.values()].reduce((sum, minor) => sum + minor, 0);
};
