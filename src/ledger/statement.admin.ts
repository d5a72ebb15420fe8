import type { z } from 'zod';
import { StatementPage } from '../../views/ledger/statement.tsx';
import { StatementChoicePage } from '../../views/ledger/statement-choice.tsx';
import type { App } from '../app.ts';
import { dayOf, startOfMonth } from '../core/calendar.ts';
import { DomainError } from '../core/errors.ts';
import { pick } from '../http/pages/list-query.ts';
import { type PageRequest, type PageRoute, sendFile, showPage } from '../http/pages/page-route.ts';
import type { BalanceView } from './balance.view.ts';
import type { StatementView } from './statement.view.ts';

type Balance = z.output<typeof BalanceView>;
type Statement = z.output<typeof StatementView>;

export const statementPages = (app: Pick<App, 'clock'>): PageRoute[] => [
  statementPage(app),
  statementCsv(app),
];

const statementPage = (app: Pick<App, 'clock'>): PageRoute => ({
  method: 'GET',
  path: '/admin/statements',
  scope: 'read',
  handle: async (page) => {
    const { api, query } = page;
    if (!query.partner_id) return showPage('Statements', StatementChoicePage({}));
    const { data: balances } = await api.get<{ data: Balance[] }>('/api/v1/balances', {
      query: { partner_id: query.partner_id },
    });
    const asked = await askedOf(app, page, balances);
    if (asked === undefined)
      return showPage('Statements', StatementChoicePage({ partnerId: query.partner_id }));
    const read = async () =>
      api.get<Statement>('/api/v1/statements', {
        query: { ...asked, ...pick(query, ['cursor']), limit: 100 },
      });
    const refusal = { detail: '' };
    const statement = await read().catch((failure: unknown) => {
      if (!(failure instanceof DomainError) || failure.code !== 'invalid_request') throw failure;
      refusal.detail = failure.detail;
    });
    const partner = { id: query.partner_id, name: balances[0]?.partner_name ?? '' };
    const currencies = balances.map(({ currency }) => currency);
    const view = StatementPage({
      partner,
      currencies,
      asked,
      statement: statement ?? undefined,
      refusal: refusal.detail,
    });
    return showPage(`Statement of ${partner.name}`, view, statement ? 200 : 422);
  },
});

const statementCsv = (app: Pick<App, 'clock'>): PageRoute => ({
  method: 'GET',
  path: '/admin/statements.csv',
  scope: 'read',
  handle: async (page) => {
    const asked = await askedOf(app, page, []);
    const file = await page.api.file('/api/v1/statements.csv', { query: asked ?? {} });
    const { partner_id = '', currency = '', from = '', to = '' } = asked ?? {};
    return sendFile(`statement-${partner_id}-${currency}-${from}-${to}.csv`, file);
  },
});

/** What was asked for; where the address does not say: the partner's first currency, this month so far. */
const askedOf = async (
  { clock }: Pick<App, 'clock'>,
  { query, program }: PageRequest,
  balances: readonly Balance[],
): Promise<Record<string, string> | undefined> => {
  const currency = query.currency || balances[0]?.currency;
  if (currency === undefined) return undefined;
  const today = dayOf(clock.now(), program?.time_zone ?? 'UTC');
  const { partner_id = '', from = startOfMonth(today), to = today } = query;
  return { partner_id, currency, from: from || startOfMonth(today), to: to || today };
};
