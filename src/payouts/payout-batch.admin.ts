import type { z } from 'zod';
import { BatchPage } from '../../views/payouts/batch.tsx';
import { completionForm } from '../../views/payouts/batch-forms.tsx';
import { BatchListPage } from '../../views/payouts/batch-list.tsx';
import type { PayoutPlan } from '../../views/payouts/plan-tables.tsx';
import type { App } from '../app.ts';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  sendFile,
  showPage,
} from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { ListedPayoutView } from './payout.view.ts';
import type { PayoutBatchNowView, PayoutBatchView } from './payout-batch.view.ts';
import { paidAtOfDay, todayIn, versionIn } from './payout-form.ts';

type Batch = z.output<typeof PayoutBatchNowView>;
type ListedBatch = z.output<typeof PayoutBatchView>;
type ListedPayout = z.output<typeof ListedPayoutView>;
interface List<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}
type BatchApp = Pick<App, 'clock'>;

const address = '/api/v1/payout-batches/:id';

export const payoutBatchPages = (app: BatchApp): PageRoute[] => [
  listPage,
  file,
  batchPage(app),
  exportFile,
  approval(app),
  cancellation(app),
  completion(app),
];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/payouts/batches',
  scope: 'read',
  handle: async (page) => {
    const list = await page.api.get<List<ListedBatch>>('/api/v1/payout-batches', {
      query: listQuery(page, ['state']),
    });
    const query = pick(page.query, ['state', 'cursor']);
    return showPage('Payout batches', BatchListPage({ list, query, canPay: canPay(page) }));
  },
};

const file: PageRoute = {
  method: 'GET',
  path: '/admin/payouts/batches.csv',
  scope: 'read',
  handle: (page) => {
    const { cursor: _, ...query } = listQuery(page, ['state']);
    const name = 'payout-batches.csv';
    return listFile<ListedBatch>(page.api, { name, path: '/api/v1/payout-batches', query }, columns);
  },
};

const columns: readonly CsvColumn<ListedBatch>[] = [
  ['id', ({ id }) => id],
  ['state', ({ state }) => state],
  ['method', ({ method }) => method],
  ['currency', ({ currency }) => currency],
  ['cut_off_at', ({ cut_off_at }) => cut_off_at],
  ['note', ({ note }) => note],
  ['created_by', ({ created_by }) => created_by],
  ['created_at', ({ created_at }) => created_at],
  ['approved_at', ({ approved_at }) => approved_at],
];

const batchPage = (app: BatchApp): PageRoute => ({
  method: 'GET',
  path: '/admin/payouts/batches/:id',
  scope: 'read',
  handle: (page) => showBatch(app, page),
});

const exportFile: PageRoute = {
  method: 'GET',
  path: '/admin/payouts/batches/:id/export.csv',
  scope: 'payouts',
  handle: async ({ api, params, query }) => {
    const path = `${address}/export.csv`;
    const file = await api.file(path, { params, query: pick(query, ['state']) });
    return sendFile(`payouts-${params.id}.csv`, file);
  },
};

const approval = (app: BatchApp): PageRoute =>
  deed(app, 'approval', async ({ api, params, form }) => {
    const note = written(form, 'note');
    const batch = await api.post<Batch>(`${address}/approval`, {
      params,
      body: note === '' ? {} : { note },
      rowVersion: versionIn(form),
    });
    if (batch.state === 'draft') return 'You have approved it. Somebody else must, too.';
    return 'Approved. Its payouts are reserved and wait to be paid.';
  });

const cancellation = (app: BatchApp): PageRoute =>
  deed(app, 'cancellation', async ({ api, params, form }) => {
    await api.post(`${address}/cancellation`, { params, rowVersion: versionIn(form) });
    return 'The draft is given up. Nothing was reserved by it.';
  });

const completion = (app: BatchApp): PageRoute =>
  deed(app, 'completion', async (page) => {
    const { api, params, form } = page;
    const batch = await api.get<Batch>(address, { params });
    if (batch.in_progress !== 'completion') assertConfirmed(form, String(openCountOf(batch)));
    const { reference, paid_at } = readForm(completionForm, form);
    await api.post(`${address}/completion`, {
      params,
      body: { reference, ...paidAtOfDay(paid_at, todayIn(app.clock.now(), page, batch.program_id)) },
      rowVersion: versionIn(form),
    });
    return 'Marked as paid.';
  });

type DeedName = 'approval' | 'cancellation' | 'completion';

/** One thing that is done to a batch; refused, its page comes back with everything written kept. */
const deed = (app: BatchApp, name: DeedName, act: (page: PageRequest) => Promise<string>): PageRoute => ({
  method: 'POST',
  path: `/admin/payouts/batches/:id/${name}`,
  scope: 'payouts',
  handle: (page) =>
    attempt(
      async () => goTo(`/admin/payouts/batches/${page.params.id}`, await act(page)),
      async (refusal) => {
        const batch = await page.api.get<Batch>(address, { params: page.params });
        if (isDone[name](batch, page))
          return goTo(`/admin/payouts/batches/${batch.id}`, 'That was done already.');
        return showBatch(app, page, { name, refusal });
      },
    ),
});

/** A button that was pressed twice has done its work once: the second time is no error to anybody. */
const isDone: Readonly<Record<DeedName, (batch: Batch, page: PageRequest) => boolean>> = {
  approval: (batch, page) => batch.approvals.some(({ actor }) => actor === actorOf(page)),
  cancellation: ({ state }) => state === 'canceled',
  completion: (batch, { form }) =>
    batch.state === 'approved' && openCountOf(batch) === 0 && written(form, 'reference') !== '',
};

const actorOf = ({ viewer }: PageRequest): string => `${viewer.caller.actor.kind}:${viewer.caller.actor.id}`;

const openStates: readonly string[] = ['scheduled', 'processing'];

const openCountOf = ({ payouts }: Batch): number =>
  payouts
    .filter(({ state }) => openStates.includes(state))
    .reduce((sum, { payouts: count }) => sum + count, 0);

interface Refused {
  readonly name: string;
  readonly refusal: FormRefusal;
}

const showBatch = async (app: BatchApp, page: PageRequest, refused?: Refused): Promise<PageAnswer> => {
  const { api, params, query, form } = page;
  const { value: batch, rowVersion } = await api.read<Batch>(address, { params });
  const payouts = await api.get<List<ListedPayout>>('/api/v1/payouts', {
    query: { batch_id: batch.id, ...pick(query, ['state', 'cursor']) },
  });
  const { today } = todayIn(app.clock.now(), page, batch.program_id);
  const view = BatchPage({
    ...{ batch, rowVersion, payouts, query: pick(query, ['state', 'cursor']) },
    plan: batch.state === 'draft' && canPay(page) ? await planOf(page, batch) : undefined,
    openCount: openCountOf(batch),
    canPay: canPay(page),
    hasApproved: batch.approvals.some(({ actor }) => actor === actorOf(page)),
    completionValues:
      refused?.name === 'completion'
        ? writtenValues(completionForm, form)
        : presentValues(completionForm, { paid_at: today }),
    ...(refused && { refused }),
  });
  return showPage(`Batch ${batch.id}`, view, refused?.refusal.status ?? 200);
};

/** Who would get what now. */
const planOf = ({ api }: PageRequest, batch: Batch): Promise<PayoutPlan> =>
  api.post<PayoutPlan>('/api/v1/payout-batches/preview', {
    body: {
      program_id: batch.program_id,
      cut_off_at: batch.cut_off_at,
      minimums: batch.minimums,
      ...(batch.partner_ids && { partner_ids: batch.partner_ids }),
      ...(batch.currency && { currency: batch.currency }),
    },
  });

const canPay = ({ viewer }: PageRequest): boolean => allows(viewer.caller.scopes, 'payouts');
