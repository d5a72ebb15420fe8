/** Where the page of a thing is, by the prefix of its id; undefined for what has none. */
export const pageOfSubject = (id: string): string | undefined => {
  const room = rooms[id.slice(0, 3)];
  return room === undefined || id[3] !== '_' ? undefined : `/admin/${room}/${id}`;
};

const rooms: Readonly<Record<string, string>> = {
  prg: 'programs',
  prt: 'partners',
  grp: 'groups',
  lnk: 'links',
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
