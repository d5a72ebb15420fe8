import { reasonWords } from '../../src/core/plain-words.ts';
import type { Happening, HappeningDelivery, History } from '../../src/http/pages/history.ts';
import { amountText } from './amount.tsx';
import { StateBadge, type Tone } from './badge.tsx';
import { DataTable } from './data-table.tsx';
import { Time } from './time.tsx';
import { Timeline } from './timeline.tsx';

/** Everything that happened to a thing, newest first, and the webhooks that told of it. */
export const HistorySection = ({ happenings, deliveries }: History) => (
  <>
    <h2 id="timeline">Timeline</h2>
    <Timeline
      entries={happenings.map((happening) => ({
        at: happening.timestamp,
        what: sentenceOf(happening),
        who: happening.who,
        why: reasonOf(happening),
        tone: toneOf(happening.type),
      }))}
    />
    <h2 id="deliveries">Webhooks about it</h2>
    {deliveries.length === 0 ? (
      <p class="muted">No endpoint was subscribed to any of this.</p>
    ) : (
      <DataTable
        caption="Deliveries"
        columns={deliveryColumns}
        rows={deliveries}
        href={({ id }) => `/admin/deliveries/${id}`}
      />
    )}
  </>
);

const deliveryColumns = [
  { label: 'Event', cell: ({ event_type }: HappeningDelivery) => event_type },
  { label: 'State', cell: ({ state }: HappeningDelivery) => <StateBadge state={state} /> },
  {
    label: 'Last answer',
    cell: ({ last_status, last_error }: HappeningDelivery) => last_status ?? last_error ?? '',
  },
  { label: 'Attempts', isNumber: true, cell: ({ attempt_count }: HappeningDelivery) => attempt_count },
  { label: 'Made', cell: ({ created_at }: HappeningDelivery) => <Time at={created_at} /> },
];

type Data = Readonly<Record<string, unknown>>;

/** `Commission of USD 25.80 earned`; the name of the event where nothing better is known. */
const sentenceOf = ({ type, data }: Happening): string => {
  const write = sentences[type];
  if (write && data) return write(data);
  const [noun = '', verb = ''] = type.split('.');
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${verb.replaceAll('_', ' ')}`;
};

const amountOf = (data: Data, name = 'amount'): string =>
  typeof data[name] === 'number' && typeof data.currency === 'string'
    ? amountText(data[name], data.currency)
    : '';

const sentences: Readonly<Record<string, (data: Data) => string>> = {
  'conversion.created': (data) =>
    data.attributed === false ? 'Told, and credited to nobody' : 'Told, and credited to a partner',
  'conversion.qualified': () => 'Qualified: it may earn',
  'conversion.rejected': () => 'Rejected',
  'conversion.updated': ({ reason }) =>
    changes[String(reason)] ?? `Changed: ${String(reason ?? '').replaceAll('_', ' ')}`,
  'commission.created': (data) => `Commission of ${amountOf(data)} earned`,
  'commission.due': (data) => `Commission of ${amountOf(data)} became due`,
  'commission.held': (data) => `Commission of ${amountOf(data)} held back`,
  'commission.released': (data) => `Commission of ${amountOf(data)} released`,
  'commission.paid': (data) => `Commission of ${amountOf(data)} paid`,
  'commission.voided': (data) => `Commission voided: ${amountOf(data, 'adjustment_amount')}`,
  'commission.adjusted': (data) => `Commission changed by ${amountOf(data, 'adjustment_amount')}`,
};

const changes: Readonly<Record<string, string>> = {
  assigned: 'Given to another partner',
  claimed: 'Given to a partner',
  unassigned: 'Taken from its partner',
};

const reasonOf = ({ type, data }: Happening): string => {
  const reason = data?.reason;
  if (type === 'conversion.updated' || typeof reason !== 'string') return '';
  return reasonWords(reason);
};

const toneOf = (type: string): Tone => {
  if (/\.(qualified|created|due|paid|released)$/.test(type)) return 'good';
  if (/\.(rejected|voided)$/.test(type)) return 'bad';
  return /\.(held|adjusted)$/.test(type) ? 'wait' : 'still';
};
