import type { IdPrefix } from '../../src/core/ids.ts';

/** Where the page of a thing is, by the prefix of its id; undefined for what has none of its own. */
export const pageOfId = (id: string): string | undefined => {
  const [prefix = ''] = id.split('_', 1);
  const room = rooms[prefix as IdPrefix];
  return room === undefined ? undefined : `/admin/${room}/${id}`;
};

/** Rooms of the administration whose things have a page each. */
export const rooms: Readonly<Partial<Record<IdPrefix, string>>> = {
  prg: 'programs',
  prt: 'partners',
  grp: 'groups',
  lnk: 'links',
  pro: 'promo-codes',
  cus: 'customers',
  cnv: 'conversions',
  com: 'commissions',
  rul: 'rules',
  pay: 'payouts',
  bat: 'payouts/batches',
  imp: 'imports',
  whe: 'webhooks',
  whd: 'deliveries',
  evt: 'events',
  isp: 'inspectors',
};
