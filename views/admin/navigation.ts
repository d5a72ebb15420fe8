import type { Scope } from '../../src/http/scopes.ts';

export interface Destination {
  readonly label: string;
  readonly href: string;
  /** What a role must include to get there. */
  readonly scope: Scope;
  /** After `g`, the key that leads there. */
  readonly key: string | undefined;
}

export interface Section {
  readonly label: string;
  readonly destinations: readonly Destination[];
}

const keys: Readonly<Record<string, string>> = {
  '/admin': 'o',
  '/admin/partners': 'p',
  '/admin/groups': 'g',
  '/admin/links': 'l',
  '/admin/promo-codes': 'd',
  '/admin/clicks': 'k',
  '/admin/customers': 'u',
  '/admin/conversions': 'v',
  '/admin/commissions': 'c',
  '/admin/balances': 'b',
  '/admin/payouts': 'y',
  '/admin/rules': 'r',
  '/admin/imports': 'i',
  '/admin/inspectors': 'n',
  '/admin/programs': 's',
  '/admin/webhooks': 'w',
  '/admin/team': 't',
  '/admin/alerts': 'a',
  '/admin/health': 'h',
};

const to = (label: string, href: string, scope: Scope = 'read'): Destination => ({
  label,
  href,
  scope,
  key: keys[href],
});

/** The map of the administration. */
export const sections: readonly Section[] = [
  { label: '', destinations: [to('Overview', '/admin')] },
  {
    label: 'Partners',
    destinations: [
      to('Partners', '/admin/partners'),
      to('Groups and tiers', '/admin/groups'),
      to('Links', '/admin/links'),
      to('Promo codes', '/admin/promo-codes'),
    ],
  },
  {
    label: 'Activity',
    destinations: [
      to('Clicks', '/admin/clicks'),
      to('Customers', '/admin/customers'),
      to('Conversions', '/admin/conversions'),
    ],
  },
  {
    label: 'Money',
    destinations: [
      to('Commissions', '/admin/commissions'),
      to('Balances', '/admin/balances'),
      to('Payouts', '/admin/payouts'),
      to('Rules', '/admin/rules'),
      to('Exchange rates', '/admin/exchange-rates'),
    ],
  },
  {
    label: 'Integrations',
    destinations: [
      to('Imports', '/admin/imports'),
      to('API keys', '/admin/api-keys', 'admin'),
      to('Inspector', '/admin/inspectors'),
      to('API docs', '/api/docs'),
    ],
  },
  {
    label: 'Settings',
    destinations: [
      to('Programs', '/admin/programs'),
      to('Webhooks', '/admin/webhooks'),
      to('Team', '/admin/team', 'admin'),
      to('Alerts', '/admin/alerts'),
      to('Data and health', '/admin/health'),
      to('Audit log', '/admin/audit-log', 'admin'),
    ],
  },
];

/** Rooms that stand below another destination than their own. */
const belowOf: Readonly<Record<string, string>> = {
  '/admin/deliveries': '/admin/webhooks',
  '/admin/events': '/admin/webhooks',
  '/admin/tiers': '/admin/groups',
  '/admin/statements': '/admin/balances',
};

/** Where the lists of a page's room are: `/admin/partners` of `/admin/partners/prt_1/links`. */
export const roomOf = (path: string): string => {
  const room = path.split('/').slice(0, 3).join('/');
  return belowOf[room] ?? room;
};

/** The destination that a path lies below: the one with the longest address. */
export const currentHref = (asked: string): string | undefined => {
  const room = roomOf(asked);
  const path = asked.startsWith(room) ? asked : room;
  return sections
    .flatMap(({ destinations }) => destinations.map(({ href }) => href))
    .filter((href) => path === href || (href !== '/admin' && path.startsWith(`${href}/`)))
    .sort((left, right) => right.length - left.length)[0];
};
