import type { z } from 'zod';
import type {
  FormatVerificationView,
  RequestSummaryView,
  RequestView,
} from '../../src/inspector/inspector.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { scrollable } from '../components/scrollable.ts';
import { Time } from '../components/time.tsx';
import { ExactBody, HeaderLines } from '../webhooks/exact-request.tsx';
import { bytesText } from '../webhooks/figures.ts';
import { answerSentence, type Inspector } from './inspector-fields.ts';

export type RequestSummary = z.output<typeof RequestSummaryView>;
export type InspectedRequest = z.output<typeof RequestView>;
export type FormatVerification = z.output<typeof FormatVerificationView>;

interface InspectorPageProps {
  readonly inspector: Inspector;
  readonly list: { readonly data: readonly RequestSummary[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly endpointName: string | undefined;
  readonly canWrite: boolean;
}

export const InspectorPage = (props: InspectorPageProps) => {
  const { inspector, endpointName, canWrite } = props;
  const path = `/admin/inspectors/${inspector.id}`;
  return (
    <>
      <PageHead
        title={inspector.name}
        above={{ label: 'Inspectors', href: '/admin/inspectors' }}
        answer={`${answerSentence(inspector)} ${verifiesWith(inspector, endpointName)}`}
      >
        {canWrite && (
          <>
            <a class="button" href={`${path}/answer`}>
              Change the answer…
            </a>
            <a class="button" href={`${path}/settings`}>
              Settings
            </a>
          </>
        )}
      </PageHead>
      <p>Send requests here, or make it the URL of an endpoint. Keep it private.</p>
      <CodeBlock label="The address of this inspector" code={inspector.url} />
      <Requests {...props} />
    </>
  );
};

const verifiesWith = ({ has_secret, endpoint_id }: Inspector, endpointName: string | undefined): string => {
  if (endpoint_id !== null)
    return `Signatures are checked with the secret of ${endpointName ?? 'a deleted endpoint'}.`;
  return has_secret
    ? 'Signatures are checked with a secret of its own.'
    : 'It has no secret to check signatures with.';
};

/** The newest page asks again by itself; an older one stands still. */
const Requests = ({ inspector, list, query, canWrite }: InspectorPageProps) => {
  const path = `/admin/inspectors/${inspector.id}`;
  return (
    <section id="requests" aria-label="Requests" {...(query.cursor ? {} : pollingOf(path))}>
      <div class="section-head">
        <h2>Requests</h2>
        {canWrite && list.data.length > 0 && (
          <ActionButton action={`${path}/clearing`} label="Clear" kind="quiet" />
        )}
      </div>
      {list.data.length === 0 ? (
        <Empty title="Nothing has arrived yet">
          <p>This page looks again every two seconds. Try it from here:</p>
          <CodeBlock label="A request to try" code={`curl -X POST ${inspector.url} -d '{"hello":"world"}'`} />
        </Empty>
      ) : (
        <RequestTable path={path} requests={list.data} />
      )}
      <nav class="list-foot" aria-label="Pages">
        {query.cursor && <a href={path}>Newest</a>}
        {list.next_cursor && (
          <a href={hrefWith(path, query, { cursor: list.next_cursor })} rel="next">
            Older
          </a>
        )}
      </nav>
    </section>
  );
};

const pollingOf = (path: string) => ({
  'hx-get': path,
  'hx-trigger': 'every 2s',
  'hx-select': '#requests',
  'hx-target': '#requests',
  'hx-swap': 'outerMorph',
});

const RequestTable = ({ path, requests }: { path: string; requests: readonly RequestSummary[] }) => (
  <DataTable
    caption="Requests"
    columns={[
      { label: 'Request', cell: ({ method, path: sentTo }) => `${method} ${sentTo === '' ? '/' : sentTo}` },
      {
        label: 'Signature',
        cell: ({ verification }) => <Verdict ok={verification.ok} />,
      },
      { label: 'Event', cell: ({ verification: { event } }) => event.type ?? '' },
      { label: 'Attempt', isNumber: true, cell: ({ verification: { event } }) => event.attempt ?? '' },
      { label: 'Answered', isNumber: true, cell: ({ answered_status }) => answered_status ?? 'nothing' },
      { label: 'Size', isNumber: true, cell: ({ body_bytes }) => bytesText(body_bytes) },
      { label: 'Arrived', cell: ({ received_at }) => <Time at={received_at} /> },
    ]}
    rows={requests}
    href={({ id }) => `${path}/requests/${id}`}
  />
);

const Verdict = ({ ok }: { ok: boolean | null }) => {
  if (ok === null) return <StateBadge state="not checked" tone="still" />;
  return ok ? <StateBadge state="valid" tone="good" /> : <StateBadge state="invalid" tone="bad" />;
};

interface RequestPageProps {
  readonly inspector: Inspector;
  readonly request: InspectedRequest;
  readonly formats: readonly FormatVerification[];
}

export const RequestPage = ({ inspector, request, formats }: RequestPageProps) => {
  const { verification: seen } = request;
  const path = `/admin/inspectors/${inspector.id}`;
  return (
    <>
      <PageHead
        title={`${request.method} ${request.path === '' ? '/' : request.path}`}
        above={{ label: inspector.name, href: path }}
        badge={<Verdict ok={seen.ok} />}
        answer={seen.why}
      />
      <Facts
        facts={[
          ['Arrived', <Time at={request.received_at} />],
          ['Answered', request.answered_status ?? 'nothing'],
          ['Size', bytesText(request.body_bytes)],
          ['Event', seen.event.type],
          ['Event id', seen.event.id && <code>{seen.event.id}</code>],
          ['Attempt', seen.event.attempt],
          [
            'Signed',
            seen.timestamp_age_seconds !== null && `${seen.timestamp_age_seconds} s before it arrived`,
          ],
          [
            'Came before',
            seen.duplicate_of && (
              <a href={`${path}/requests/${seen.duplicate_of}`}>the same event, earlier</a>
            ),
          ],
        ]}
      />
      <Checks request={request} />
      <EveryFormat formats={formats} />
      <h2>Headers</h2>
      <HeaderLines
        first={`${request.method} ${request.path === '' ? '/' : request.path}`}
        headers={request.headers}
      />
      <h2>Body</h2>
      <Body request={request} />
    </>
  );
};

const Checks = ({ request: { verification } }: Pick<RequestPageProps, 'request'>) =>
  verification.checked.length > 0 && (
    <section aria-labelledby="checks">
      <h2 id="checks">As a receiver of “{verification.format}” checks it</h2>
      <DataTable
        caption="Headers that were checked"
        columns={[
          { label: 'Header', cell: ({ header }) => <code>{header}</code> },
          { label: 'Result', cell: ({ ok }) => <Verdict ok={ok} /> },
          { label: 'Why', cell: ({ why }) => why },
        ]}
        rows={verification.checked}
      />
    </section>
  );

/** Which receivers would take it: the format may be the only thing that is wrong. */
const EveryFormat = ({ formats }: Pick<RequestPageProps, 'formats'>) =>
  formats.length > 0 && (
    <section aria-labelledby="formats">
      <h2 id="formats">Receivers of each format</h2>
      <DataTable
        caption="Verdicts by format"
        columns={[
          { label: 'Format', cell: ({ format }) => format },
          { label: 'Verdict', cell: ({ ok }) => <Verdict ok={ok} /> },
          { label: 'Why', cell: ({ why }) => why },
        ]}
        rows={formats}
      />
    </section>
  );

const Body = ({ request: { body, body_encoding, body_truncated } }: Pick<RequestPageProps, 'request'>) => {
  if (body === '') return <p class="muted">None.</p>;
  return (
    <>
      {body_truncated && <p class="muted">The beginning; the rest is not kept.</p>}
      {body_encoding === 'base64' ? (
        <>
          <p class="muted">It is no text; here it is as base64.</p>
          <pre class="exact" {...scrollable}>
            {body}
          </pre>
        </>
      ) : (
        <ExactBody body={body} purged={null} />
      )}
    </>
  );
};
