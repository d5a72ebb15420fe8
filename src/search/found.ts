import type { IdPrefix, ProgramId } from '../core/ids.ts';

/** What can be found, in the order of the answer. */
export const foundKinds = [
  'partner',
  'conversion',
  'customer',
  'promo_code',
  'link',
  'commission',
  'payout',
  'payout_batch',
  'click',
  'referral',
  'refund',
  'commission_rule',
  'group',
  'program',
  'event',
  'delivery',
  'webhook_endpoint',
  'recovery',
  'alert',
  'inspector',
  'import',
] as const;
export type FoundKind = (typeof foundKinds)[number];

export interface Found {
  readonly kind: FoundKind;
  readonly id: string;
  readonly programId: ProgramId | null;
  readonly title: string;
  readonly detail: string | null;
  /** What it is shown with; its own id when it has a page of its own. */
  readonly belongsTo?: string | null;
}

/** What an id names by its prefix, of what can be found. */
export const kindsByPrefix: Readonly<Partial<Record<IdPrefix, FoundKind>>> = {
  ...{ prg: 'program', prt: 'partner', grp: 'group', lnk: 'link', pro: 'promo_code', clk: 'click' },
  ...{ cus: 'customer', ref: 'referral', cnv: 'conversion', rfd: 'refund', rul: 'commission_rule' },
  ...{ com: 'commission', pay: 'payout', bat: 'payout_batch', imp: 'import', evt: 'event' },
  ...{ whe: 'webhook_endpoint', whd: 'delivery', rec: 'recovery', alr: 'alert', isp: 'inspector' },
};

/** Whether a text is the beginning of an id that is worth looking for: at least half of what never repeats. */
export const kindOfId = (text: string): FoundKind | undefined => {
  const match = /^([a-z]{3})_[0-9a-z]{6,64}$/.exec(text);
  return match ? kindsByPrefix[match[1] as IdPrefix] : undefined;
};
