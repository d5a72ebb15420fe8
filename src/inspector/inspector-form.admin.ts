import {
  answerFields,
  type Inspector,
  type InspectorChoices,
  ownAnswerFields,
  slowMs,
} from '../../views/inspectors/inspector-fields.ts';
import { invalidField } from '../core/errors.ts';
import { given } from '../core/given.ts';
import type { Field } from '../http/forms/field.ts';
import { readForm } from '../http/forms/read-form.ts';
import { type SentForm, written } from '../http/forms/sent-form.ts';
import type { FormRefusal } from '../http/pages/attempt.ts';
import type { PageRequest } from '../http/pages/page-route.ts';
import { headersOf, statusesOf } from '../webhooks/endpoints/endpoint-texts.ts';

/** What there is to choose from, as the API says it. */
export const readInspectorChoices = async ({ api }: Pick<PageRequest, 'api'>): Promise<InspectorChoices> => {
  const { data: endpoints } = await api.get<{ data: InspectorChoices['endpoints'] }>(
    '/api/v1/webhook-endpoints',
    { query: { limit: 200 } },
  );
  const { data: formats } = await api.get<{ data: InspectorChoices['formats'] }>('/api/v1/webhooks/formats');
  return { endpoints, formats };
};

/**
 * What an inspector verifies with, as the API takes it: a secret and an endpoint take each other's place, and what is
 * left out stays.
 *
 * @param before what is changed
 */
export const readInspectorForm = (
  fields: readonly Field[],
  form: SentForm,
  before?: Inspector,
): Record<string, unknown> => {
  const { endpoint_id: endpointId, ...body } = readForm(fields, form);
  // Without an endpoint a secret of its own stays; naming none would take that away, too.
  const leaves = endpointId === null && (before === undefined || before.endpoint_id === null);
  return { ...body, ...(leaves ? {} : { endpoint_id: endpointId }) };
};

/** The answer that was chosen or written, as the API takes it. */
export const readAnswer = (form: SentForm): Record<string, unknown> => {
  const manner = written(form, 'manner');
  const chosen = manners[manner];
  if (chosen) return chosen;
  if (manner !== 'own') throw invalidField('manner', 'must be chosen');
  const { sequence, headers, manner: _, ...answer } = readForm([...answerFields, ...ownAnswerFields], form);
  return given({
    ...answer,
    sequence: sequence === undefined ? undefined : statusesOf(String(sequence)),
    headers: headersOf(headers as readonly string[]),
  });
};

const manners: Readonly<Record<string, Record<string, unknown>>> = {
  '200': {},
  '500': { status: 500 },
  '429': { status: 429, headers: { 'retry-after': '30' } },
  slow: { delay_ms: slowMs },
  never: { never: true },
};

/** What the API says of `answer` is said beside the field that it comes from. */
export const toAnswerRefusal = (refusal: FormRefusal): FormRefusal => ({
  ...refusal,
  errors: refusal.errors.map(({ path, message }) => ({ path: path.replace(/^answer\./, ''), message })),
});
