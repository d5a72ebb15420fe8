import type { z } from 'zod';
import { titleOf } from '../../views/conversions/conversion-title.ts';
import { DecisionPage } from '../../views/conversions/decision.tsx';
import { DomainError } from '../core/errors.ts';
import { type FormValues, writtenValues } from '../http/forms/fill-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { findTypedPartner } from '../partners/partner-choice.ts';
import type { ChangePreviewView } from './change-preview.view.ts';
import type { ConversionDetailView } from './conversion.view.ts';
import { type Decision, decisions } from './decisions.admin.ts';

type Conversion = z.output<typeof ConversionDetailView>;
type Preview = z.output<typeof ChangePreviewView>;

/** A page and a form for every decision about a conversion: shown with what it would come to, then taken. */
export const conversionDeedPages = (): PageRoute[] =>
  decisions.flatMap((decision) => [asking(decision), taking(decision)]);

const asking = (decision: Decision): PageRoute => ({
  method: 'GET',
  path: `/admin/conversions/:id/${decision.name}`,
  scope: 'write',
  handle: async (page) => {
    const read = await readConversion(page);
    const values = { ...decision.values(read.conversion), ...typedIn(page, decision, read.conversion) };
    const body = decision.firstBody ?? (await prefilledBody(page, read.conversion));
    const preview = body && (await foresee(page, decision, body).catch(asRefusal));
    return show(page, decision, { ...read, values, ...preview });
  },
});

const taking = (decision: Decision): PageRoute => ({
  method: 'POST',
  path: `/admin/conversions/:id/${decision.name}`,
  scope: 'write',
  handle: async (page) => {
    const read = await readConversion(page);
    const fields = decision.fields(read.conversion);
    const values = writtenValues(fields, page.form);
    const isCheck = written(page.form, 'step') === 'check';
    return attempt(
      async () => {
        const body = await decision.body(page, read.conversion);
        // Nothing is decided before it was said what it comes to, as the form stands now.
        if (!isCheck && written(page.form, 'foreseen') === gistOf(body)) {
          return take(page, decision, read.conversion, body);
        }
        return show(page, decision, { ...read, values, ...(await foresee(page, decision, body)) });
      },
      (refusal) => show(page, decision, { ...read, values, refusal }),
    );
  },
});

const take = async (
  { api, params, form }: PageRequest,
  decision: Decision,
  conversion: Conversion,
  body: unknown,
): Promise<PageAnswer> => {
  await api.post(`/api/v1/conversions/:id/${decision.name}`, {
    params,
    body,
    // A refund adds to what there is; all else replaces what somebody has seen.
    ...(decision.isKeyed
      ? { idempotencyKey: written(form, 'idempotency_key') }
      : { rowVersion: Number(written(form, 'row_version')) }),
  });
  return goTo(`/admin/conversions/${params.id}`, `${titleOf(conversion)}: ${decision.done}.`);
};

interface Shown {
  readonly conversion: Conversion;
  readonly rowVersion: number | undefined;
  readonly values: FormValues;
  readonly preview?: Preview | undefined;
  /** What the preview is of. */
  readonly foreseen?: string;
  readonly refusal?: FormRefusal | undefined;
}

const show = (page: PageRequest, decision: Decision, shown: Shown): PageAnswer => {
  const { conversion, rowVersion, values, preview, refusal } = shown;
  const sentVersion = written(page.form, 'row_version');
  return showPage(
    decision.title,
    DecisionPage({
      ...{ conversion, values, refusal, preview },
      ...{ title: decision.title, about: decision.about, submit: decision.submit, kind: decision.kind },
      fields: decision.fields(conversion),
      action: `/admin/conversions/${conversion.id}/${decision.name}`,
      hidden: {
        foreseen: shown.foreseen,
        row_version: sentVersion === '' ? rowVersion : sentVersion,
        idempotency_key: page.formKey,
      },
    }),
    refusal?.status ?? 200,
  );
};

const readConversion = async ({ api, params }: PageRequest) => {
  const { value, rowVersion } = await api.read<Conversion>('/api/v1/conversions/:id', { params });
  return { conversion: value, rowVersion };
};

const foresee = async (
  { api, params }: PageRequest,
  { name }: Decision,
  body: unknown,
): Promise<Pick<Shown, 'preview' | 'foreseen'>> => ({
  foreseen: gistOf(body),
  preview: await api.post<Preview>(`/api/v1/conversions/:id/${name}/preview`, { params, body }),
});

/** As much of what is asked for as money depends on. */
const gistOf = (body: unknown): string => {
  const { partner_id = '', kind = 'refund', amount = '' } = body as Readonly<Record<string, unknown>>;
  return [partner_id, kind, amount].join('|');
};

/** A decision that cannot be taken now says so on its page before anybody tries. */
const asRefusal = (failure: unknown): Pick<Shown, 'refusal'> => {
  if (!(failure instanceof DomainError)) throw failure;
  return { refusal: { detail: failure.detail, errors: failure.errors, status: 409 } };
};

/** Another page may have named the partner already. */
const prefilledBody = async ({ api, query }: PageRequest, { program_id }: Conversion) => {
  const partner = query.partner && (await findTypedPartner(api, program_id, query.partner));
  return partner ? { partner_id: partner.id } : undefined;
};

/** Another page may name what is to be filled in. */
const typedIn = ({ query }: PageRequest, decision: Decision, conversion: Conversion): FormValues =>
  Object.fromEntries(
    decision.fields(conversion).flatMap(({ name }) => (query[name] ? [[name, query[name]]] : [])),
  );
