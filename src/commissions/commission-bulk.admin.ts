import { BulkDeedPage, BulkResultPage, type ResultRow } from '../../views/commissions/bulk.tsx';
import { counted } from '../../views/components/plain-list.ts';
import { DomainError, invalidField } from '../core/errors.ts';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { picked, written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { bulkDeeds, type CommissionDeed, type ShownCommission } from './commission-deed.admin.ts';

/** As many as a page of the list holds. */
const maxPicked = 200;

/** The same deed about many commissions: first what it brings, then what became of each. */
export const commissionBulkPages = (): PageRoute[] => [bulkPage];

const bulkPage: PageRoute = {
  method: 'POST',
  path: '/admin/commissions/bulk',
  scope: 'write',
  handle: async (page) => {
    const ids = [...new Set(picked(page.form, 'ids'))].slice(0, maxPicked);
    const deed = bulkDeeds.find(({ name }) => name === written(page.form, 'deed'));
    if (!deed) throw invalidField('deed', 'must be one of the buttons');
    if (ids.length === 0)
      return goTo('/admin/commissions', { text: 'Pick some commissions first.', tone: 'bad' });
    const commissions = await readAll(page, ids);
    if (written(page.form, 'step') !== 'do') return ask(page, deed, commissions);
    return attempt(
      () => act(page, deed, commissions),
      (refusal) => ask(page, deed, commissions, refusal),
    );
  },
};

interface Picked extends ShownCommission {
  readonly partner_name: string;
}

const readAll = async ({ api }: PageRequest, ids: readonly string[]): Promise<Picked[]> => {
  const names = new Map<string, string>();
  const found: Picked[] = [];
  for (const id of ids) {
    const commission = await api.get<ShownCommission>('/api/v1/commissions/:id', { params: { id } });
    const { partner_id: partnerId } = commission;
    const name =
      names.get(partnerId) ??
      (await api.get<{ name: string }>('/api/v1/partners/:id', { params: { id: partnerId } })).name;
    names.set(partnerId, name);
    found.push({ ...commission, partner_name: name });
  }
  return found;
};

const ask = (
  page: PageRequest,
  deed: CommissionDeed,
  commissions: readonly Picked[],
  refusal?: FormRefusal,
): PageAnswer => {
  const fields = deed.fields('USD');
  const values = refusal
    ? writtenValues(fields, page.form)
    : deed.name === 'void'
      ? { reason: 'manual' }
      : {};
  const view = BulkDeedPage({ deed, fields, commissions, values, refusal });
  return showPage('Many commissions', view, refusal?.status ?? 200);
};

const act = async (
  page: PageRequest,
  deed: CommissionDeed,
  commissions: readonly Picked[],
): Promise<PageAnswer> => {
  const body = readForm(deed.fields('USD'), page.form);
  if (deed.word !== undefined) assertConfirmed(page.form, deed.word);
  const rows: ResultRow[] = [];
  for (const commission of commissions) {
    rows.push({ commission, refusal: await actOn(page, deed, commission.id, body) });
  }
  const failed = rows.filter(({ refusal }) => refusal !== undefined).length;
  if (failed === 0) {
    const done = counted(rows.length, 'commission', 'commissions');
    return goTo('/admin/commissions', `${done} ${deed.done}.`);
  }
  return showPage('What became of each', BulkResultPage({ deed, rows }));
};

/** What cannot be done about one keeps no other back. */
const actOn = async (
  { api }: PageRequest,
  { name }: CommissionDeed,
  id: string,
  body: unknown,
): Promise<string | undefined> => {
  try {
    await api.post(`/api/v1/commissions/:id/${name}`, { params: { id }, body });
    return undefined;
  } catch (failure) {
    if (failure instanceof DomainError) return failure.detail;
    throw failure;
  }
};
