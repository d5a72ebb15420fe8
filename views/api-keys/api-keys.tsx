import type { z } from 'zod';
import type { ApiKeyView } from '../../src/api-keys/api-key.view.ts';
import { confirmationField } from '../../src/http/forms/confirmation.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { PageProgram } from '../../src/http/pages/page-route.ts';
import { StateBadge } from '../components/badge.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { Empty } from '../components/empty.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionForm } from '../components/form.tsx';
import { ListPage } from '../components/list-page.tsx';
import { PageHead } from '../components/page-head.tsx';
import type { Query } from '../components/query.ts';
import { SecretOnce } from '../components/secret-once.tsx';
import { Time } from '../components/time.tsx';

export type ApiKey = z.output<typeof ApiKeyView>;
type KeyScope = ApiKey['scopes'][number];

const path = '/admin/api-keys';

/** What each scope lets a key do. */
const scopeTexts: Readonly<Record<KeyScope, readonly [label: string, help: string]>> = {
  'track:write': [
    'Report sales',
    'Posts signups, purchases and refunds, and nothing else: for a shop’s backend.',
  ],
  read: ['Read', 'Everything but keys, people and settings.'],
  write: ['Read and change', 'Partners, links, rules, commissions, webhooks; no payouts.'],
  payouts: ['Read and pay', 'Payouts and their batches.'],
  admin: ['Everything', 'Keys, people and settings, too. Only for what must have it.'],
};

const scopeText = (scope: KeyScope): string => scopeTexts[scope][0];

/** @param programs to choose from where there are several */
export const keyFields = (programs: readonly PageProgram[]): readonly Field[] => [
  { name: 'name', label: 'Name', kind: 'text', required: true, help: 'Which system uses it.' },
  {
    name: 'scopes',
    label: 'It may',
    kind: 'choices',
    required: true,
    options: Object.entries(scopeTexts).map(([value, [label, help]]) => ({ value, label, help })),
  },
  ...(programs.length > 1
    ? [
        {
          name: 'program_id',
          label: 'Program',
          kind: 'choice',
          options: programs.map(({ id, name }) => ({ value: id, label: name })),
          help: 'Left empty, it reaches all programs.',
        } as const,
      ]
    : []),
];

interface KeyListProps {
  readonly list: { readonly data: readonly ApiKey[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly programs: readonly PageProgram[];
}

export const ApiKeyListPage = ({ list, query, programs }: KeyListProps) => (
  <ListPage
    title="API keys"
    answer="What other systems use to report sales and to read and change what is here."
    path={path}
    query={query}
    columns={[
      { label: 'Name', cell: ({ name }) => name },
      { label: 'Key', cell: ({ hint }) => <code>{hint}…</code> },
      { label: 'May', cell: ({ scopes }) => scopes.map(scopeText).join(', ') },
      { label: 'Program', cell: ({ program_id }) => programName(programs, program_id) },
      {
        label: 'State',
        cell: ({ revoked_at }) =>
          revoked_at === null ? <StateBadge state="active" /> : <StateBadge state="revoked" tone="still" />,
      },
      { label: 'Last used', cell: ({ last_used_at }) => <Time at={last_used_at} empty="never" /> },
    ]}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => `${path}/${id}`}
    actions={<NewKey />}
    empty={
      <Empty title="No key yet">
        <p>
          A shop’s backend reports each sale with a key. It is shown once, when it is made, with a line that
          tries it out.
        </p>
        <p>
          <NewKey />
        </p>
      </Empty>
    }
  />
);

const NewKey = () => (
  <a class="button" data-kind="primary" href={`${path}/new`}>
    New key
  </a>
);

const programName = (programs: readonly PageProgram[], id: string | null): string =>
  id === null ? 'all' : (programs.find((program) => program.id === id)?.name ?? id);

interface NewKeyProps {
  readonly programs: readonly PageProgram[];
  readonly values?: FormValues;
  readonly refusal?: FormRefusal;
}

export const NewApiKeyPage = ({ programs, values = { scopes: ['track:write'] }, refusal }: NewKeyProps) => (
  <>
    <PageHead title="New API key" above={{ label: 'API keys', href: path }} />
    <ActionForm
      action={`${path}/new`}
      fields={keyFields(programs)}
      values={values}
      refusal={refusal}
      submit="Make the key"
      cancel={path}
    />
  </>
);

interface KeyMadeProps {
  readonly apiKey: ApiKey;
  readonly secret: string;
  readonly baseUrl: string;
  /** Whose publishable name stands in the example. */
  readonly programs: readonly PageProgram[];
}

export const ApiKeyMadePage = ({ apiKey, secret, baseUrl, programs }: KeyMadeProps) => (
  <>
    <PageHead
      title={`${apiKey.name} is ready`}
      above={{ label: 'API keys', href: path }}
      answer="Put it where your system finds it: we keep only its hash and cannot show it again."
    />
    <SecretOnce label="API key" secret={secret}>
      Shown this once. A lost one is replaced by making another and revoking this one.
    </SecretOnce>
    <section aria-labelledby="try">
      <h2 id="try">Try it</h2>
      <p>{trialOf(apiKey).text}</p>
      <CodeBlock label="A request with this key" code={curlOf({ apiKey, secret, baseUrl, programs })} />
      <p>
        <a href="/api/docs">Everything else is in the documentation.</a>
      </p>
    </section>
  </>
);

const trialOf = ({ scopes }: ApiKey): { text: string; tracks: boolean } =>
  scopes.every((scope) => scope === 'track:write')
    ? { text: 'Reports a sale. Nobody earned it, and the answer says so: attributed false.', tracks: true }
    : { text: 'Lists the programs that it reaches.', tracks: false };

const curlOf = ({ apiKey, secret, baseUrl, programs }: KeyMadeProps): string => {
  const authorization = `-H 'Authorization: Bearer ${secret}'`;
  if (!trialOf(apiKey).tracks) return `curl '${baseUrl}/api/v1/programs' \\\n  ${authorization}`;
  const program = programs.find(({ id }) => id === apiKey.program_id) ?? programs[0];
  const body = {
    ...(program && { program: program.id }),
    order_id: 'trial-1',
    customer_id: 'trial',
    amount: 0,
    currency: program?.currency ?? 'USD',
  };
  return [
    `curl '${baseUrl}/track/purchase' \\`,
    `  ${authorization} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n');
};

interface KeyPageProps {
  readonly apiKey: ApiKey;
  readonly programs: readonly PageProgram[];
  readonly refusal?: FormRefusal;
}

export const ApiKeyPage = ({ apiKey, programs, refusal }: KeyPageProps) => (
  <>
    <PageHead
      title={apiKey.name}
      above={{ label: 'API keys', href: path }}
      badge={
        apiKey.revoked_at === null ? (
          <StateBadge state="active" />
        ) : (
          <StateBadge state="revoked" tone="still" />
        )
      }
    />
    <Facts
      facts={[
        ['Begins with', <code>{apiKey.hint}</code>],
        ['May', apiKey.scopes.map((scope) => `${scopeText(scope)} (${scope})`).join(', ')],
        ['Program', programName(programs, apiKey.program_id)],
        ['Last used', <Time at={apiKey.last_used_at} empty="never" />],
        ['Made', <Time at={apiKey.created_at} />],
        ['Revoked', apiKey.revoked_at && <Time at={apiKey.revoked_at} />],
        ['Id', <code>{apiKey.id}</code>],
      ]}
    />
    {apiKey.revoked_at === null && (
      <section class="danger-zone" aria-labelledby="revoke">
        <h2 id="revoke">Revoke this key</h2>
        <p>
          For ever, from the next request on: every system that uses it is refused with 401.{' '}
          {apiKey.last_used_at === null ? (
            'It was never used.'
          ) : (
            <>
              It was last used <Time at={apiKey.last_used_at} />.
            </>
          )}
        </p>
        <ActionForm
          action={`${path}/${apiKey.id}/revocation`}
          fields={[confirmationField(apiKey.name)]}
          refusal={refusal}
          submit="Revoke the key"
          kind="danger"
        />
      </section>
    )}
  </>
);
