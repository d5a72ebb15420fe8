import {
  type CustomerFacts,
  customerHref,
  customersPath,
  customerTitle,
  isLive,
  type ReferralFacts,
} from '../../views/customers/customer.ts';
import {
  assignmentFields,
  CustomerAssignmentPage,
  CustomerCancellationPage,
} from '../../views/customers/customer-decision.tsx';
import { invalidField } from '../core/errors.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import { goTo, type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { getTypedPartner } from '../partners/partner-choice.ts';

export const customerDecisionPages = (): PageRoute[] => [
  { method: 'GET', path: assignmentPath, scope: 'write', handle: (page) => askWhose(page) },
  assignment,
  { method: 'GET', path: cancellationPath, scope: 'write', handle: (page) => askCanceled(page) },
  cancellation,
];

const assignmentPath = `${customersPath}/:id/assignment`;
const cancellationPath = `${customersPath}/:id/cancellation`;

const readCustomer = async ({ api, params }: Pick<PageRequest, 'api' | 'params'>) => {
  const customer = await api.get<CustomerFacts>('/api/v1/customers/:id', { params });
  const referrals = await api.get<{ data: ReferralFacts[] }>('/api/v1/referrals', {
    query: { customer_id: customer.id },
  });
  return { customer, live: referrals.data.find(isLive) };
};

const askWhose = async (page: PageRequest, refusal?: FormRefusal) => {
  const { customer, live } = await readCustomer(page);
  const values = refusal
    ? writtenValues(assignmentFields, page.form)
    : { partner_id: page.query.partner ?? '', reason: 'other' };
  return showPage(
    `Whose customer is ${customerTitle(customer)}?`,
    CustomerAssignmentPage({ customer, live, values, ...(refusal && { refusal }) }),
    refusal?.status,
  );
};

const assignment: PageRoute = {
  method: 'POST',
  path: assignmentPath,
  scope: 'write',
  handle: (page) =>
    attempt(
      () => assign(page),
      (refusal) => askWhose(page, refusal),
    ),
};

const assign = async ({ api, params, form }: PageRequest) => {
  const customer = await api.get<CustomerFacts>('/api/v1/customers/:id', { params });
  const { nobody, partner_id: _, ...cause } = readForm(assignmentFields, form);
  const typed = written(form, 'partner_id');
  if (nobody === true && typed !== '') throw invalidField('nobody', 'does not go with a partner');
  const partner =
    nobody === true ? null : await getTypedPartner(api, customer.program_id, { field: 'partner_id', typed });
  await api.post('/api/v1/customers/:id/assignment', {
    params,
    body: { ...cause, partner_id: partner?.id ?? null },
  });
  const whose = partner ? `${partner.name}’s` : 'nobody’s';
  return goTo(customerHref(customer.id), `${customerTitle(customer)} is ${whose} from now on.`);
};

const askCanceled = async (page: PageRequest, refusal?: FormRefusal) => {
  const { customer, live } = await readCustomer(page);
  return showPage(
    `${customerTitle(customer)} canceled`,
    CustomerCancellationPage({ customer, live, ...(refusal && { refusal }) }),
    refusal?.status,
  );
};

const cancellation: PageRoute = {
  method: 'POST',
  path: cancellationPath,
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const { params, api } = page;
        const { outcome } = await api.post<{ outcome: string }>('/api/v1/customers/:id/cancellation', {
          params,
        });
        const said =
          outcome === 'no_referral'
            ? 'They are nobody’s: there was nothing to stop.'
            : 'Recurring commissions have stopped.';
        return goTo(customerHref(params.id ?? ''), said);
      },
      (refusal) => askCanceled(page, refusal),
    ),
};
