import type { z } from 'zod';
import { NewBatchPage, newBatchForm } from '../../views/payouts/new-batch.tsx';
import type { PayoutPlan } from '../../views/payouts/plan-tables.tsx';
import { ReadyPage } from '../../views/payouts/ready.tsx';
import type { App } from '../app.ts';
import { addDays, dayOf, startOfDay } from '../core/calendar.ts';
import { toIso } from '../core/clock.ts';
import { isCurrency } from '../core/currencies.ts';
import { DomainError, invalidField } from '../core/errors.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { emptyForm, written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import { pick } from '../http/pages/list-query.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { BalanceSummaryView } from '../ledger/balance.view.ts';
import type { PayoutBatchNowView } from './payout-batch.view.ts';

type Summary = z.output<typeof BalanceSummaryView>;
type PlanApp = Pick<App, 'clock'>;

const preview = '/api/v1/payout-batches/preview';

export const payoutPlanPages = (app: PlanApp): PageRoute[] => [readyPage, newPage(app), creation(app)];

const readyPage: PageRoute = {
  method: 'GET',
  path: '/admin/payouts',
  scope: 'read',
  handle: async ({ api, program, viewer }) => {
    if (!allows(viewer.caller.scopes, 'payouts')) return goTo('/admin/payouts/batches');
    if (!program) return showPage('Payouts', ReadyPage({ plan: undefined, onHold: [] }));
    const plan = await api.post<PayoutPlan>(preview, { body: { program_id: program.id } });
    const { currencies } = await api.get<Summary>('/api/v1/balances/summary', {
      query: { program_id: program.id },
    });
    const onHold = currencies
      .map(({ currency, pending, held }) => ({ currency, amount: pending + held }))
      .filter(({ amount }) => amount !== 0);
    return showPage('Payouts', ReadyPage({ plan, onHold }));
  },
};

const newPage = (app: PlanApp): PageRoute => ({
  method: 'GET',
  path: '/admin/payouts/new',
  scope: 'payouts',
  handle: (page) => showPlan(app, page, pick(page.query, asking)),
});

const creation = (app: PlanApp): PageRoute => ({
  method: 'POST',
  path: '/admin/payouts/new',
  scope: 'payouts',
  handle: (page) => {
    const { api, form } = page;
    const asked = Object.fromEntries(
      asking.flatMap((name) => (written(form, name) === '' ? [] : [[name, written(form, name)]])),
    );
    return attempt(
      async () => {
        const body = { ...selectionOf(app, page, asked), ...readForm(newBatchForm, form) };
        const batch = await api.post<z.output<typeof PayoutBatchNowView>>('/api/v1/payout-batches', {
          body,
          idempotencyKey: page.formKey,
        });
        return goTo(
          `/admin/payouts/batches/${batch.id}`,
          'The batch is drafted. It pays nobody until it is approved.',
        );
      },
      (refusal) => showPlan(app, page, asked, refusal),
    );
  },
});

/** What a batch is asked to be: parameters of the address, and hidden in the form that makes it. */
const asking = ['currency', 'until', 'minimum', 'partner_id'] as const;

type Asked = Readonly<Record<string, string>>;

const showPlan = async (
  app: PlanApp,
  page: PageRequest,
  asked: Asked,
  refusal?: FormRefusal,
): Promise<PageAnswer> => {
  const { api, form, program } = page;
  if (!program) return goTo('/admin/payouts');
  const { currencies } = await api.get<Summary>('/api/v1/balances/summary', {
    query: { program_id: program.id },
  });
  const { plan, unanswered } = await planOf(app, page, asked);
  const status = refusal?.status ?? (unanswered === '' ? 200 : 422);
  const view = NewBatchPage({
    ...{ asked, plan, unanswered },
    ...{ currencies: currencies.map(({ currency }) => currency), programCurrency: program.currency },
    programId: program.id,
    formKey: page.formKey,
    values: writtenValues(newBatchForm, form),
    ...(refusal && { refusal }),
  });
  return showPage('New batch', view, status);
};

const planOf = async (
  app: PlanApp,
  page: PageRequest,
  asked: Asked,
): Promise<{ plan: PayoutPlan | undefined; unanswered: string }> => {
  try {
    const plan = await page.api.post<PayoutPlan>(preview, { body: selectionOf(app, page, asked) });
    return { plan, unanswered: '' };
  } catch (failure) {
    if (!(failure instanceof DomainError) || failure.code !== 'invalid_request') throw failure;
    return { plan: undefined, unanswered: failure.detail };
  }
};

/** @throws DomainError `invalid_request` for what is no day or no amount */
const selectionOf = ({ clock }: PlanApp, { program }: PageRequest, asked: Asked): object => {
  const currency = asked.currency ?? program?.currency ?? 'USD';
  return {
    program_id: program?.id,
    ...(asked.currency && { currency }),
    ...(asked.partner_id && { partner_ids: [asked.partner_id] }),
    ...cutOffOf(asked.until, program?.time_zone ?? 'UTC', clock.now()),
    ...minimumsOf(asked.minimum, currency),
  };
};

/** The end of a day; of today, this moment. */
const cutOffOf = (until: string | undefined, timeZone: string, now: number): object => {
  if (until === undefined || until === dayOf(now, timeZone)) return {};
  if (!/^20\d\d-\d\d-\d\d$/.test(until)) throw invalidField('until', 'must be a day');
  return { cut_off_at: toIso(startOfDay(addDays(until, 1), timeZone) - 1) };
};

const minimumsOf = (minimum: string | undefined, currency: string): object => {
  // What is no currency is for the API to refuse.
  if (minimum === undefined || !isCurrency(currency)) return {};
  const form = emptyForm();
  form.set('minimum', minimum);
  const field = { name: 'minimum', label: 'Smallest sum', kind: 'money', currency } as const;
  const { minimum: minor } = readForm([field], form);
  return { minimums: { [currency]: minor } };
};
