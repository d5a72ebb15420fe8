import type { z } from 'zod';
import type { DeliveryDetailView } from '../../src/webhooks/deliveries/delivery.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { scrollable } from '../components/scrollable.ts';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { canRetry } from './delivery-list.tsx';
import { ExactBody, HeaderLines } from './exact-request.tsx';
import { durationText } from './figures.ts';
import { errorSentence, outcomeText } from './outcome.ts';

export type DeliveryDetail = z.output<typeof DeliveryDetailView>;
type Attempt = DeliveryDetail['attempts'][number];

interface DeliveryPageProps {
  readonly delivery: DeliveryDetail;
  readonly endpointName: string | undefined;
  readonly canWrite: boolean;
}

export const DeliveryPage = ({ delivery, endpointName, canWrite }: DeliveryPageProps) => (
  <div id="delivery" {...polling(delivery)}>
    <PageHead
      title={delivery.event_type}
      above={{ label: 'Deliveries', href: '/admin/deliveries' }}
      badge={<StateBadge state={delivery.state} />}
      answer={sentenceOf(delivery)}
    >
      {canWrite && canRetry(delivery) && (
        <ActionButton
          action={`/admin/deliveries/${delivery.id}/retry`}
          label={delivery.state === 'pending' ? 'Send now' : 'Retry'}
          kind="primary"
        />
      )}
    </PageHead>
    <Facts
      facts={[
        [
          'Endpoint',
          <a href={`/admin/webhooks/${delivery.endpoint_id}`}>{endpointName ?? 'deleted endpoint'}</a>,
        ],
        [
          'Event',
          <a href={`/admin/events/${delivery.event_id}`}>
            <ShortId id={delivery.event_id} />
          </a>,
        ],
        ['Format', formatText(delivery)],
        [
          'Made by',
          { commit: 'the event itself', test: 'a test', recovery: 'a recovery or replay' }[delivery.origin],
        ],
        ['Made', <Time at={delivery.created_at} />],
        ['Attempts', delivery.attempt_count],
        ['Next attempt', delivery.next_attempt_at && <Time at={delivery.next_attempt_at} />],
        ['Ended', delivery.finished_at && <Time at={delivery.finished_at} />],
        ['Id', <code>{delivery.id}</code>],
      ]}
    />
    <Attempts delivery={delivery} />
    <h2>The body</h2>
    <ExactBody body={delivery.request_body} purged={delivery.request_body_purged} />
  </div>
);

/** While it is under way the page asks again by itself. */
const polling = ({ id, state }: DeliveryDetail) =>
  state === 'sending' || state === 'pending'
    ? {
        'hx-get': `/admin/deliveries/${id}`,
        'hx-trigger': 'every 5s',
        'hx-select': '#delivery',
        'hx-target': '#delivery',
        'hx-swap': 'outerMorph',
      }
    : {};

const formatText = ({ format, pinned_version: pinned }: DeliveryDetail): string =>
  pinned === null ? format : `${format}, version ${pinned} of the data`;

const sentenceOf = (delivery: DeliveryDetail): string => {
  const last = outcomeText(delivery);
  switch (delivery.state) {
    case 'pending':
      return delivery.attempt_count === 0
        ? 'It is sent as soon as its turn comes.'
        : `It failed (${last}) and is tried again.`;
    case 'sending':
      return 'It is being sent now.';
    case 'held':
      return 'It is held: its endpoint is paused, disabled or unverified. Nothing is lost.';
    case 'delivered':
      return `It arrived${last === '' ? '' : ` (${last})`}.`;
    case 'rejected':
      return `The receiver refused it for good (${last}). A person can send it again.`;
    case 'exhausted':
      return `It was given up after ${counted(delivery.attempt_count, 'attempt', 'attempts')} (${last}). A person can send it again.`;
    case 'canceled':
      return delivery.last_error ? errorSentence(delivery.last_error) : 'It was canceled before it was sent.';
    case 'expired':
      return delivery.last_error ? errorSentence(delivery.last_error) : 'It grew too old to be sent.';
  }
};

const Attempts = ({ delivery }: Pick<DeliveryPageProps, 'delivery'>) => (
  <section aria-labelledby="attempts">
    <h2 id="attempts">Attempts</h2>
    {delivery.attempts.length === 0 && (
      <p class="muted">
        {delivery.attempt_count === 0 ? 'None yet.' : 'Their retention has ended; only their number is kept.'}
      </p>
    )}
    {delivery.attempts.toReversed().map((attempt, at) => (
      <AttemptDetails attempt={attempt} open={at === 0} />
    ))}
  </section>
);

const AttemptDetails = ({ attempt, open }: { attempt: Attempt; open: boolean }) => (
  <details class="folded" open={open}>
    <summary>
      Attempt {attempt.number}{' '}
      <StateBadge
        state={attempt.status === null ? 'no answer' : String(attempt.status)}
        tone={attempt.error === null && attempt.status !== null && attempt.status < 300 ? 'good' : 'bad'}
      />{' '}
      {durationText(attempt.duration_ms)} <Time at={attempt.started_at} />
    </summary>
    {attempt.error && <p>{errorSentence(attempt.error)}</p>}
    <h3>What came back</h3>
    {attempt.response_excerpt ? (
      <pre {...scrollable}>{attempt.response_excerpt}</pre>
    ) : (
      <p class="muted">{attempt.status === null ? 'Nothing.' : 'No body, or it is kept no longer.'}</p>
    )}
    <h3>What was sent</h3>
    <HeaderLines first={`POST ${attempt.url}`} headers={attempt.request_headers} />
    {attempt.request_body !== null && <ExactBody body={attempt.request_body} purged={null} />}
  </details>
);
