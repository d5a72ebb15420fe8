import type { z } from 'zod';
import { type PayoutDeed, payoutDeeds } from '../../views/payouts/payout-deeds.ts';
import { PayoutMovePage } from '../../views/payouts/payout-move.tsx';
import type { App } from '../app.ts';
import type { Currency } from '../core/currencies.ts';
import { decimalOf, money } from '../core/money.ts';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import type { PayoutWithItemsView } from './payout.view.ts';
import { paidAtOfDay, todayIn, versionIn } from './payout-form.ts';

type Payout = z.output<typeof PayoutWithItemsView>;
type MoveApp = Pick<App, 'clock'>;

const address = '/api/v1/payouts/:id';

/** For each move a page that says what it does, and the target of its form. */
export const payoutMovePages = (app: MoveApp): PageRoute[] =>
  payoutDeeds.flatMap((deed) => [formPage(app, deed), target(app, deed)]);

const formPage = (app: MoveApp, deed: PayoutDeed): PageRoute => ({
  method: 'GET',
  path: `/admin/payouts/:id/${deed.move}`,
  scope: 'payouts',
  handle: async (page) => {
    const payout = await page.api.get<Payout>(address, { params: page.params });
    if (!deed.from.includes(payout.state)) return goTo(`/admin/payouts/${payout.id}`);
    return showForm(app, page, deed);
  },
});

const target = (app: MoveApp, deed: PayoutDeed): PageRoute => ({
  method: 'POST',
  path: `/admin/payouts/:id/${deed.move}`,
  scope: 'payouts',
  handle: (page) => {
    const { api, params, form } = page;
    return attempt(
      async () => {
        const payout = await api.get<Payout>(address, { params });
        if (deed.isTyped && deed.from.includes(payout.state)) assertConfirmed(form, sumOf(payout));
        const { paid_at, ...body } = readForm(deed.fields, form);
        await api.post(`${address}/${deed.move}`, {
          params,
          body: { ...body, ...paidAtOfDay(paid_at, todayIn(app.clock.now(), page, payout.program_id)) },
          rowVersion: versionIn(form),
        });
        return goTo(`/admin/payouts/${payout.id}`, deed.done);
      },
      async (refusal) => {
        const { id, state } = await api.get<Payout>(address, { params });
        // Pressed twice: it was done once.
        if (state === deed.to) return goTo(`/admin/payouts/${id}`, 'That was done already.');
        return showForm(app, page, deed, refusal);
      },
    );
  },
});

const showForm = async (
  app: MoveApp,
  page: PageRequest,
  deed: PayoutDeed,
  refusal?: FormRefusal,
): Promise<PageAnswer> => {
  const { api, params, form } = page;
  const { value: payout, rowVersion } = await api.read<Payout>(address, { params });
  const { today } = todayIn(app.clock.now(), page, payout.program_id);
  const values = refusal ? writtenValues(deed.fields, form) : presentValues(deed.fields, { paid_at: today });
  const view = PayoutMovePage({
    payout,
    deed,
    rowVersion,
    values,
    sum: sumOf(payout),
    ...(refusal && { refusal }),
  });
  return showPage(deed.label, view, refusal?.status ?? 200);
};

/** `4310.00`, as it is to be typed. */
const sumOf = ({ amount, currency }: Payout): string => decimalOf(money(amount, currency as Currency));
