import type { z } from 'zod';
import {
  type EndpointChoices,
  endpointFields,
  foldedEndpointFields,
} from '../../../views/webhooks/endpoint-fields.ts';
import type { Endpoint } from '../../../views/webhooks/standing.ts';
import { given } from '../../core/given.ts';
import type { Field } from '../../http/forms/field.ts';
import { type FormValues, presentValues } from '../../http/forms/fill-form.ts';
import { readForm } from '../../http/forms/read-form.ts';
import type { SentForm } from '../../http/forms/sent-form.ts';
import type { FormRefusal } from '../../http/pages/attempt.ts';
import type { PageRequest } from '../../http/pages/page-route.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { durationInWords, headersOf, secondsOf, statusesOf } from './endpoint-texts.ts';

type Options = z.input<typeof EndpointOptions>;

/** What there is to choose from, as the API says it. */
export const readChoices = async ({
  api,
  programs,
}: Pick<PageRequest, 'api' | 'programs'>): Promise<EndpointChoices> => {
  const { data: eventTypes } = await api.get<{ data: EndpointChoices['eventTypes'] }>('/api/v1/event-types');
  const { data: formats } = await api.get<{ data: EndpointChoices['formats'] }>('/api/v1/webhooks/formats');
  const { data: policies } = await api.get<{ data: EndpointChoices['policies'] }>(
    '/api/v1/webhooks/retry-policies',
  );
  return { eventTypes, formats, policies, programs };
};

/** Every field of an endpoint's form, those that are folded away included. */
export const everyField = (choices: EndpointChoices, before?: Endpoint): readonly Field[] => [
  ...endpointFields(choices, before?.event_types),
  ...foldedEndpointFields(before?.header_names).flatMap(({ fields }) => fields),
];

/**
 * What was written, as the API takes it.
 *
 * @param before what is changed; what the form does not ask for stays as it was
 * @throws DomainError `invalid_request` naming a field of the form
 */
export const readEndpointForm = (
  fields: readonly Field[],
  form: SentForm,
  before?: Endpoint,
): Record<string, unknown> => {
  const {
    headers = [],
    clear_headers: clearHeaders,
    max_age: maxAge,
    retry_delays: delays = [],
    retry_timeout: timeout,
    retry_final: final,
    retry_gone: gone,
    signature_header: header,
    signature_encoding: encoding,
    signature_prefix: prefix,
    ...body
  } = readForm(fields, form);
  const lines = headers as readonly string[];
  const settings = given({
    versions: before?.settings.versions,
    max_age_seconds: maxAge === undefined ? undefined : secondsOf('max_age', String(maxAge)),
    signature: orNothing(given({ header, encoding, prefix })),
    retry: customRetry(delays as readonly string[], {
      timeout_seconds: timeout,
      final_statuses: final === undefined ? undefined : statusesOf(String(final)),
      disable_on_410: gone === undefined ? undefined : gone === 'true',
      retry_after_statuses: before?.settings.retry?.retry_after_statuses,
    }),
  });
  return { ...body, settings, ...(lines.length > 0 || clearHeaders ? { headers: headersOf(lines) } : {}) };
};

const customRetry = (delays: readonly string[], rest: Readonly<Record<string, unknown>>): unknown => {
  const rules = given(rest);
  if (delays.length === 0 && Object.keys(rules).length === 0) return undefined;
  return { delays_seconds: delays.map((text) => secondsOf('retry_delays', text)), ...rules };
};

const orNothing = (fields: object): object | undefined =>
  Object.keys(fields).length > 0 ? fields : undefined;

/** An endpoint as it is, in the way people write it. */
export const endpointValues = (fields: readonly Field[], endpoint: Endpoint): FormValues => {
  const { retry, signature, max_age_seconds: maxAge }: Options = endpoint.settings;
  return {
    ...presentValues(fields, { ...endpoint, headers: undefined }),
    ...given({
      max_age: maxAge ? durationInWords(maxAge) : undefined,
      retry_delays: retry?.delays_seconds.map(durationInWords).join('\n'),
      retry_timeout: retry?.timeout_seconds?.toString(),
      retry_final: retry?.final_statuses?.join(', '),
      retry_gone: retry?.disable_on_410?.toString(),
      signature_header: signature?.header,
      signature_encoding: signature?.encoding,
      signature_prefix: signature?.prefix,
    }),
  };
};

/** What the API says of `settings` is said beside the field that it comes from. */
export const toFormRefusal = (refusal: FormRefusal): FormRefusal => ({
  ...refusal,
  errors: refusal.errors.map(({ path, message }) => {
    const [, name] = renamed.find(([prefix]) => path.startsWith(prefix)) ?? [];
    return { path: name ?? path, message };
  }),
});

const renamed: readonly (readonly [string, string])[] = [
  ['settings.retry.timeout_seconds', 'retry_timeout'],
  ['settings.retry.final_statuses', 'retry_final'],
  ['settings.retry', 'retry_delays'],
  ['settings.max_age_seconds', 'max_age'],
  ['settings.signature.header', 'signature_header'],
  ['settings.signature.encoding', 'signature_encoding'],
  ['settings.signature.prefix', 'signature_prefix'],
  ['settings.signature', 'signature_header'],
];
