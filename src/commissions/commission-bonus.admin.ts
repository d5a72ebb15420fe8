import { BonusPage, bonusFields } from '../../views/commissions/bonus.tsx';
import { type FormValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  currencyOf,
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { getTypedPartner } from '../partners/partner-choice.ts';

/** Something for a partner beside the rules. */
export const commissionBonusPages = (): PageRoute[] => [asking, awarding];

const path = '/admin/commissions/new';

const asking: PageRoute = {
  method: 'GET',
  path,
  scope: 'write',
  handle: (page) =>
    show(page, { partner: page.query.partner ?? '', conversion_id: page.query.conversion_id ?? '' }),
};

const awarding: PageRoute = {
  method: 'POST',
  path,
  scope: 'write',
  handle: (page) =>
    attempt(
      () => award(page),
      (refusal) => show(page, writtenValues(bonusFields(currencyOf(page)), page.form), refusal),
    ),
};

const award = async (page: PageRequest): Promise<PageAnswer> => {
  const { api, form, program } = page;
  const { partner: _typed, ...body } = readForm(bonusFields(currencyOf(page)), form);
  const partner = await getTypedPartner(api, program?.id, {
    field: 'partner',
    typed: written(form, 'partner'),
  });
  const commission = await api.post<{ id: string }>('/api/v1/commissions', {
    body: { ...body, partner_id: partner.id },
    idempotencyKey: written(form, 'idempotency_key'),
  });
  return goTo(`/admin/commissions/${commission.id}`, `${partner.name} gets a bonus.`);
};

const show = (page: PageRequest, values: FormValues, refusal?: FormRefusal): PageAnswer => {
  const view = BonusPage({ values, refusal, currency: currencyOf(page), formKey: page.formKey });
  return showPage('Bonus for a partner', view, refusal?.status ?? 200);
};
