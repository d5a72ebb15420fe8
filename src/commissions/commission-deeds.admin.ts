import { CommissionDeedPage } from '../../views/commissions/commission-deed.tsx';
import { commissionTitle } from '../../views/commissions/commission-title.ts';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { type CommissionDeed, commissionDeeds, type ShownCommission } from './commission-deed.admin.ts';

/** A page and a form for everything that a person does about a commission. */
export const commissionDeedPages = (): PageRoute[] =>
  commissionDeeds.flatMap((deed) => [asking(deed), doing(deed)]);

const asking = (deed: CommissionDeed): PageRoute => ({
  method: 'GET',
  path: `/admin/commissions/:id/${deed.name}`,
  scope: 'write',
  handle: (page) => show(page, deed),
});

const doing = (deed: CommissionDeed): PageRoute => ({
  method: 'POST',
  path: `/admin/commissions/:id/${deed.name}`,
  scope: 'write',
  handle: (page) =>
    attempt(
      () => act(page, deed),
      (refusal) => show(page, deed, refusal),
    ),
});

const act = async ({ api, params, form }: PageRequest, deed: CommissionDeed): Promise<PageAnswer> => {
  const commission = await api.get<ShownCommission>('/api/v1/commissions/:id', { params });
  const body = readForm(deed.fields(commission.currency), form);
  if (deed.word !== undefined) assertConfirmed(form, deed.word);
  const [key, version] = [written(form, 'idempotency_key'), written(form, 'row_version')];
  await api.post(`/api/v1/commissions/:id/${deed.name}`, {
    params,
    body,
    idempotencyKey: key === '' ? undefined : key,
    // Undoing brings no version along: it is for what was done a moment ago.
    rowVersion: version === '' ? undefined : Number(version),
  });
  const here = `/admin/commissions/${params.id}`;
  return goTo(here, {
    text: `${commissionTitle(commission)}: ${deed.done}.`,
    undo: deed.undo && { action: `${here}/${deed.undo}`, label: 'Release it again' },
  });
};

const show = async (page: PageRequest, deed: CommissionDeed, refusal?: FormRefusal): Promise<PageAnswer> => {
  const { api, params, form, formKey } = page;
  const { value: commission, rowVersion } = await api.read<ShownCommission>('/api/v1/commissions/:id', {
    params,
  });
  const partner = await api.get<{ name: string }>('/api/v1/partners/:id', {
    params: { id: commission.partner_id },
  });
  const fields = deed.fields(commission.currency);
  const view = CommissionDeedPage({
    ...{ commission, deed, fields, refusal },
    partnerName: partner.name,
    values: refusal ? writtenValues(fields, form) : deed.name === 'void' ? { reason: 'manual' } : {},
    hidden: {
      row_version: rowVersion,
      idempotency_key: deed.name === 'adjustment' ? formKey : undefined,
    },
  });
  return showPage(deed.title, view, refusal?.status ?? 200);
};
