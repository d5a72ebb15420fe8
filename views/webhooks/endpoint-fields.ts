import type { Field, Option } from '../../src/http/forms/field.ts';
import type { PageProgram } from '../../src/http/pages/page-route.ts';

/** What the API says there is to choose from. */
export interface EndpointChoices {
  readonly eventTypes: readonly {
    readonly name: string;
    readonly meaning: string;
    readonly in_wildcard: boolean;
  }[];
  readonly formats: readonly { readonly name: string; readonly satisfies: string }[];
  readonly policies: readonly { readonly name: string; readonly summary: string }[];
  readonly programs: readonly PageProgram[];
}

/** Names that an endpoint has already: those of other documents must not be lost by an edit. */
export const endpointFields = (
  choices: EndpointChoices,
  chosen: readonly string[] = [],
): readonly Field[] => [
  { name: 'name', label: 'Name', kind: 'text', required: true, help: 'For you: who listens there.' },
  {
    name: 'url',
    label: 'URL',
    kind: 'url',
    required: true,
    placeholder: 'https://shop.example.com/webhooks',
    help: 'HTTPS, in the public network, unless the operator of this server allows others.',
  },
  { name: 'description', label: 'Description', kind: 'text', empty: 'null' },
  {
    name: 'event_types',
    label: 'Events',
    kind: 'choices',
    required: true,
    options: eventOptions(choices.eventTypes, chosen),
  },
  {
    name: 'format',
    label: 'Format',
    kind: 'radio',
    required: true,
    options: choices.formats.map(({ name, satisfies }) => ({ value: name, label: name, help: satisfies })),
    help: 'How events are named, written and signed. Code that receives the chosen one is shown with the secret.',
  },
  {
    name: 'retry_policy',
    label: 'When a delivery fails',
    kind: 'radio',
    required: true,
    options: choices.policies.map(({ name, summary }) => ({ value: name, label: name, help: summary })),
    help: 'Every retry may come up to 10 % later, so that receivers are not asked by all at once.',
  },
];

const eventOptions = (types: EndpointChoices['eventTypes'], chosen: readonly string[]): Option[] => {
  const known = new Set(['*', ...types.map(({ name }) => name)]);
  return [
    {
      value: '*',
      label: 'Everything (*)',
      help: `All events, those of later versions too, but ${namesOutside(types)}: these are ticked beside it.`,
    },
    ...types.map(({ name, meaning }) => ({ value: name, label: name, help: meaning, group: nounOf(name) })),
    ...chosen
      .filter((name) => !known.has(name))
      .map((name) => ({ value: name, label: name, group: 'Under names of other products' })),
  ];
};

const namesOutside = (types: EndpointChoices['eventTypes']): string =>
  types
    .filter(({ in_wildcard }) => !in_wildcard)
    .map(({ name }) => name)
    .join(', ');

/** `Commissions` of `commission.due` */
const nounOf = (name: string): string => {
  const noun = (name.split('.')[0] ?? name).replaceAll('_', ' ');
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
};

/** Whose events it gets: decided once. */
export const scopeFields = (programs: readonly PageProgram[]): readonly Field[] => [
  ...(programs.length > 1
    ? [
        {
          name: 'program_id',
          label: 'Program',
          kind: 'choice',
          options: programs.map(({ id, name }) => ({ value: id, label: name })),
          help: 'Left empty, it gets the events of all programs. Cannot be changed later.',
        } as const,
      ]
    : []),
  {
    name: 'partner_id',
    label: 'Partner',
    kind: 'text',
    placeholder: 'prt_…',
    help: 'The id of a partner, for an endpoint that gets the events about them alone. Cannot be changed later.',
  },
];

export interface FoldedFields {
  readonly label: string;
  readonly fields: readonly Field[];
}

const headersField = (present: readonly string[]): Field => ({
  name: 'headers',
  label: 'Custom headers',
  kind: 'lines',
  placeholder: 'Authorization: Bearer ...',
  help:
    present.length === 0
      ? 'One a line, as Name: value. Sealed at rest and never shown again.'
      : `Sent now: ${present.join(', ')}. Their values are never shown. What is written here takes the place of all of them; empty leaves them as they are.`,
});

/** What few people need. @param headerNames of custom headers that it has already */
export const foldedEndpointFields = (headerNames: readonly string[] = []): readonly FoldedFields[] => [
  {
    label: 'Headers, speed and order',
    fields: [
      headersField(headerNames),
      ...(headerNames.length > 0
        ? [{ name: 'clear_headers', label: 'Send no custom headers any more', kind: 'switch' } as const]
        : []),
      {
        name: 'rate_limit',
        label: 'Requests a second at most',
        kind: 'number',
        empty: 'null',
        help: 'Empty for no limit.',
      },
      {
        name: 'fifo',
        label: 'In order, one at a time',
        kind: 'switch',
        help: 'A delivery that fails holds back the later ones until it arrives or is given up.',
      },
      {
        name: 'max_age',
        label: 'Deliveries expire after',
        kind: 'text',
        placeholder: '7 d',
        help: 'A time such as 90 m, 12 h or 7 d. Empty: never.',
      },
    ],
  },
  { label: 'Retry rules of your own, for “custom”', fields: customRetryFields },
  { label: 'The signature header, for “track360”', fields: signatureFields },
];

const customRetryFields: readonly Field[] = [
  {
    name: 'retry_delays',
    label: 'Retries',
    kind: 'lines',
    placeholder: '30 s\n5 m\n1 h',
    help: 'From each failure to the retry it leads to, one a line: 30 s, 5 m, 2 h. At most 20, at most 24 hours each.',
  },
  {
    name: 'retry_timeout',
    label: 'Seconds for a whole request',
    kind: 'number',
    help: '1 to 30; 10 if empty.',
  },
  {
    name: 'retry_final',
    label: 'Answers that are final',
    kind: 'text',
    placeholder: '400, 404, 4xx',
    help: 'Statuses after which nothing is tried again; empty for none.',
  },
  {
    name: 'retry_gone',
    label: '410 Gone',
    kind: 'choice',
    options: [
      { value: 'true', label: 'disables the endpoint' },
      { value: 'false', label: 'is an answer like any other' },
    ],
    help: 'Left empty, it disables the endpoint.',
  },
];

const signatureFields: readonly Field[] = [
  { name: 'signature_header', label: 'Header', kind: 'text', placeholder: 'X-Webhook-Signature' },
  {
    name: 'signature_encoding',
    label: 'Encoding',
    kind: 'choice',
    options: [
      { value: 'hex', label: 'hex' },
      { value: 'base64', label: 'base64' },
    ],
  },
  { name: 'signature_prefix', label: 'Before the value', kind: 'text', placeholder: 'sha256=' },
];
