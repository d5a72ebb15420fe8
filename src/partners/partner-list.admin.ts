import { counted, inWords } from '../../views/components/plain-list.ts';
import { hrefWith } from '../../views/components/query.ts';
import { type ListedPartnerFacts, type PartnerCounts, partnersPath } from '../../views/partners/partner.ts';
import { PartnerListPage } from '../../views/partners/partner-list.tsx';
import { decimalOf, money } from '../core/money.ts';
import { picked, written } from '../http/forms/sent-form.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { goTo, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';

const filters = ['state', 'group_id', 'q'] as const;

export const partnerListPages = (): PageRoute[] => [listPage, listCsv, decisions];

const listPage: PageRoute = {
  method: 'GET',
  path: partnersPath,
  scope: 'read',
  handle: async (page) => {
    const { api, program, viewer } = page;
    const ofProgram = { program_id: program?.id };
    const [list, summary, groups] = await Promise.all([
      api.get<{ data: ListedPartnerFacts[]; next_cursor: string | null }>('/api/v1/partners', {
        query: listQuery(page, filters),
      }),
      api.get<PartnerCounts>('/api/v1/partners/summary', { query: ofProgram }),
      api.get<{ data: { id: string; name: string }[] }>('/api/v1/groups', {
        query: { ...ofProgram, limit: 200 },
      }),
    ]);
    const query = pick(page.query, [...filters, 'cursor']);
    const mayWrite = allows(viewer.caller.scopes, 'write');
    return showPage('Partners', PartnerListPage({ list, summary, groups: groups.data, query, mayWrite }));
  },
};

const listCsv: PageRoute = {
  method: 'GET',
  path: `${partnersPath}.csv`,
  scope: 'read',
  handle: (page) => {
    const query = { ...pick(page.query, filters), program_id: page.program?.id };
    return listFile(page.api, { name: 'partners.csv', path: '/api/v1/partners', query }, columns);
  },
};

const columns: readonly CsvColumn<ListedPartnerFacts>[] = [
  ['id', (row) => row.id],
  ['name', (row) => row.name],
  ['email', (row) => row.email],
  ['code', (row) => row.code],
  ['state', (row) => row.state],
  ['country', (row) => row.country],
  ['group', (row) => row.group_name],
  ['tier', (row) => row.tier_name],
  ['earned', ({ balances }) => amounts(balances, 'earned')],
  ['unpaid', ({ balances }) => amounts(balances, 'balance')],
  ['created_at', (row) => row.created_at],
];

/** One amount a currency: `12.50 USD, 3.00 EUR`. */
const amounts = (balances: ListedPartnerFacts['balances'], name: 'earned' | 'balance'): string =>
  balances
    .map((balance) => `${decimalOf(money(balance[name], balance.currency))} ${balance.currency}`)
    .join(', ');

const decisions: PageRoute = {
  method: 'POST',
  path: `${partnersPath}/decisions`,
  scope: 'write',
  handle: async ({ api, form }) => {
    const back = hrefWith(
      partnersPath,
      Object.fromEntries(filters.map((name) => [name, written(form, `view.${name}`)])),
      {},
    );
    const ids = picked(form, 'ids');
    if (ids.length === 0) return goTo(back, { text: 'Nobody was picked.', tone: 'bad' });
    const isRejection = written(form, 'decision') === 'rejection';
    const reason = written(form, 'reason');
    const { results } = await api.post<{ results: { result: string }[] }>(
      isRejection ? '/api/v1/partners/rejections' : '/api/v1/partners/approvals',
      { body: { ids, ...(isRejection && reason !== '' && { reason }) } },
    );
    return goTo(back, { text: outcomeOf(results) });
  },
};

/** `2 partners approved, 1 was decided about before.` */
const outcomeOf = (results: readonly { readonly result: string }[]): string => {
  const count = (...wanted: readonly string[]) =>
    results.filter(({ result }) => wanted.includes(result)).length;
  const parts = [
    [count('approved'), 'partner approved', 'partners approved'],
    [count('rejected'), 'partner rejected', 'partners rejected'],
    [count('already_decided'), 'was so before', 'were so before'],
    [count('not_waiting', 'not_found'), 'does not wait for a decision', 'do not wait for a decision'],
  ] as const;
  return `${inWords(parts.flatMap(([number, one, many]) => (number === 0 ? [] : [counted(number, one, many)])))}.`;
};
