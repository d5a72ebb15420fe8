import type { z } from 'zod';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { PageProgram } from '../../src/http/pages/page-route.ts';
import type { InspectorView } from '../../src/inspector/inspector.view.ts';

export type Inspector = z.output<typeof InspectorView>;

export interface InspectorChoices {
  readonly endpoints: readonly { readonly id: string; readonly name: string }[];
  readonly formats: readonly { readonly name: string }[];
}

/** What an inspector is and what it verifies with. @param before what is changed, if anything */
export const inspectorFields = (choices: InspectorChoices, before?: Inspector): readonly Field[] => [
  { name: 'name', label: 'Name', kind: 'text', required: true, help: 'What you try out with it.' },
  {
    name: 'endpoint_id',
    label: 'Verify with the secret of',
    kind: 'choice',
    options: choices.endpoints.map(({ id, name }) => ({ value: id, label: name })),
    empty: 'null',
    help: 'Signatures are checked with the secrets of this endpoint, present and previous.',
  },
  {
    name: 'secret',
    label: 'or with a secret of its own',
    kind: 'text',
    placeholder: 'whsec_…',
    autocomplete: 'off',
    help: before?.has_secret
      ? 'It has one. What is written here takes its place; empty leaves it.'
      : 'For requests that another sender signs. Kept sealed and never shown.',
  },
  {
    name: 'format',
    label: 'Format',
    kind: 'choice',
    options: choices.formats.map(({ name }) => ({ value: name, label: name })),
    empty: 'null',
    help: 'Left empty, that of the endpoint; without one “tributary”.',
  },
];

/** The answers that people try most; anything else is said in the fields below. */
export const answerFields: readonly Field[] = [
  {
    name: 'manner',
    label: 'It answers',
    kind: 'radio',
    required: true,
    options: [
      { value: '200', label: 'with 200', help: 'All is well.' },
      { value: '500', label: 'with 500', help: 'It failed: the sender should try again.' },
      {
        value: '429',
        label: 'with 429',
        help: 'Too much: the sender should wait for Retry-After (30 seconds).',
      },
      { value: 'slow', label: 'slowly', help: '200, after 20 seconds: longer than most senders wait.' },
      { value: 'never', label: 'never', help: 'It says nothing and closes the connection after a minute.' },
      { value: 'own', label: 'as written below' },
    ],
  },
];

export const ownAnswerFields: readonly Field[] = [
  { name: 'status', label: 'Status', kind: 'number', placeholder: '200' },
  {
    name: 'sequence',
    label: 'Or statuses by turn',
    kind: 'text',
    placeholder: '500, 500, 200',
    help: 'The last one stays.',
  },
  { name: 'delay_ms', label: 'Milliseconds before it answers', kind: 'number', placeholder: '0' },
  { name: 'body', label: 'Body', kind: 'long-text' },
  {
    name: 'headers',
    label: 'Headers',
    kind: 'lines',
    placeholder: 'Retry-After: 30',
    help: 'Retry-After, Location (to a host below .invalid), Webhook-*, RateLimit-* and X-RateLimit-*.',
  },
];

export const scopeField = (programs: readonly PageProgram[]): Field => ({
  name: 'program_id',
  label: 'Program',
  kind: 'choice',
  options: programs.map(({ id, name }) => ({ value: id, label: name })),
  help: 'Left empty, it belongs to all programs.',
});

/** The answer that it gives now, in the way people write it. */
export const answerValues = ({ answer }: Pick<Inspector, 'answer'>): FormValues => ({
  manner: mannerOf(answer),
  status: String(answer.status),
  sequence: answer.sequence.join(', '),
  delay_ms: String(answer.delay_ms),
  body: answer.body ?? '',
  headers: Object.entries(answer.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n'),
});

const mannerOf = ({ never, sequence, delay_ms, status, body, headers }: Inspector['answer']): string => {
  if (never) return 'never';
  const isPlain = sequence.length === 0 && body === null;
  if (isPlain && status === 200 && delay_ms === slowMs) return 'slow';
  if (!isPlain || delay_ms > 0) return 'own';
  const names = Object.keys(headers).join();
  if (status === 429 && names === 'retry-after') return '429';
  return names === '' && (status === 200 || status === 500) ? String(status) : 'own';
};

/** Longer than deliveries wait unless their policy says otherwise. */
export const slowMs = 20_000;

/** How it answers, in a sentence. */
export const answerSentence = ({ answer }: Pick<Inspector, 'answer'>): string => {
  if (answer.never) return 'It never answers.';
  const after = answer.delay_ms > 0 ? ` after ${answer.delay_ms / 1_000} s` : '';
  const drip = answer.drip ? ', one byte a second' : '';
  if (answer.sequence.length > 0) return `It answers ${answer.sequence.join(', then ')}${after}${drip}.`;
  return `It answers ${answer.status}${after}${drip}.`;
};
