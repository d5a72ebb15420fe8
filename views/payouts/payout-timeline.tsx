import type { z } from 'zod';
import { failureReasons, payoutReasons } from '../../src/payouts/payout.ts';
import type { EventView } from '../../src/webhooks/events/event.view.ts';
import { toneOf } from '../components/badge.tsx';
import { Timeline } from '../components/timeline.tsx';
import { failureText, reasonText } from './words.ts';

type Event = z.output<typeof EventView>;

/** Every move of a payout, newest first, with what was said about it. */
export const PayoutTimeline = ({ events }: { readonly events: readonly Event[] }) => (
  <Timeline
    entries={events.map((event) => ({
      at: event.timestamp,
      what: titles[event.type] ?? event.type,
      href: `/admin/events/${event.id}`,
      tone: toneOf(event.type.replace('payout.', '')),
      why: whyOf(event),
    }))}
  />
);

const titles: Readonly<Record<string, string>> = {
  'payout.scheduled': 'Made; the money is reserved',
  'payout.processing': 'Handed to the bank',
  'payout.completed': 'Paid',
  'payout.failed': 'Failed',
  'payout.canceled': 'Canceled',
  'payout.reversed': 'The money came back',
};

const whyOf = ({ type, data }: Event): string | undefined => {
  if (type === 'payout.completed') return typeof data?.reference === 'string' ? data.reference : undefined;
  const failure = failureReasons.find((reason) => reason === data?.failure_reason);
  if (type === 'payout.failed') return failure && failureText[failure];
  const reason = payoutReasons.find((known) => known === data?.reason);
  return reason && reasonText[reason];
};
