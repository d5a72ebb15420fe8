import { StateBadge } from '../components/badge.tsx';
import { counted } from '../components/plain-list.ts';
import { Time } from '../components/time.tsx';
import type { Overview } from './overview.tsx';

type Health = Overview['deliveries'];

/** How webhooks got where they should within the last day. */
export const DeliveryHealth = ({ deliveries }: { readonly deliveries: Health }) => (
  <section class="card" aria-labelledby="deliveries">
    <h2 id="deliveries">
      <a href="/admin/webhooks">Webhooks</a> <Verdict deliveries={deliveries} />
    </h2>
    <p>{sentenceOf(deliveries)}</p>
    {deliveries.oldest_pending_at !== null && (
      <p>
        {counted(deliveries.pending, 'delivery waits', 'deliveries wait')}, the oldest since{' '}
        <Time at={deliveries.oldest_pending_at} />.
      </p>
    )}
  </section>
);

const goodRate = 0.99;

const Verdict = ({ deliveries: { success_rate: rate } }: { deliveries: Health }) => {
  if (rate === null) return null;
  const isGood = Number(rate) >= goodRate;
  return <StateBadge state={isGood ? 'healthy' : 'failing'} tone={isGood ? 'good' : 'bad'} />;
};

const sentenceOf = ({ attempts, success_rate: rate, p95_ms: p95 }: Health): string => {
  if (rate === null) return 'Nothing was sent in the last 24 hours.';
  const sent = counted(attempts, 'attempt', 'attempts');
  const share = `${(Number(rate) * 100).toFixed(2)} %`;
  return `${sent} in the last 24 hours, ${share} succeeded; 95 % were answered within ${p95 ?? 0} ms.`;
};
