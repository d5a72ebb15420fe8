import type { Currency } from '../core/currencies.ts';
import { formatMoney, money } from '../core/money.ts';
import type { TrackAnswer } from '../workflows/tracking/track-answer.ts';
import type { Client } from './client.ts';
import { introduceParticipants, type Participants } from './participants.ts';

/** Prints one step of the story; `detail` is what came of it. */
export type Narrate = (step: string, detail?: string) => void;

export interface StoryResult {
  readonly participants: Participants;
  /** Conversions that the story made; everything told twice counts once. */
  readonly conversions: number;
}

/** A day at a small shop: partners share, customers click and buy, a backend retries, one sale comes from nowhere. */
export const playStory = async (
  client: Client,
  webhooks: { url: string; trust: (secret: string) => void },
  narrate: Narrate,
): Promise<StoryResult> => {
  const participants = await introduceParticipants(client, webhooks, narrate);
  const follow = async (link: string, referrer: string): Promise<string> => {
    const clickId = await client.click(link, referrer);
    narrate(`A visitor follows ${link} from ${new URL(referrer).host}`, `click ${shortId(clickId)}`);
    return clickId;
  };
  const reader = await follow(participants.letterLink, 'https://letters.example.org/issue-12');
  const viewer = await follow(participants.filmLink, 'https://films.example.net/watch/7');
  for (const { what, operation, body } of told(reader, viewer)) {
    const answer = await client.call<TrackAnswer>('POST', `/track/${operation}`, body);
    narrate(`The backend: a customer ${what}`, describe(answer));
  }
  await tellAtOnce(client, narrate);
  return { participants, conversions: 7 };
};

interface Told {
  readonly what: string;
  readonly operation: 'signup' | 'purchase';
  readonly body: object;
}

/** What the merchant's backend posts, in order. */
const told = (readerClick: string, viewerClick: string): Told[] => {
  const first = {
    idempotency_key: 'order-1001',
    order_id: '1001',
    customer_id: 'cust-1',
    ...usd(4_900),
    tax: 400,
  };
  const second = { order_id: '1002', customer_id: 'cust-2', click_id: viewerClick, promo_code: 'green15' };
  return [
    {
      what: 'signs up',
      operation: 'signup',
      body: { customer_id: 'cust-1', customer_email: 'reader@example.com', click_id: readerClick },
    },
    { what: 'buys for USD 49.00, of which 4.00 are tax', operation: 'purchase', body: first },
    { what: 'buys that again, says a retry whose first answer was lost', operation: 'purchase', body: first },
    {
      what: 'came by the video and pays with the code of Green Deals, which goes first',
      operation: 'purchase',
      body: { ...second, ...usd(12_000), discount: 1_800 },
    },
    {
      what: 'renews, and stays with the partner who brought them',
      operation: 'purchase',
      body: { order_id: '1003', customer_id: 'cust-2', ...usd(12_000) },
    },
    {
      what: 'names a partner and pays in yen, which have no cents',
      operation: 'purchase',
      body: { order_id: '1004', customer_id: 'cust-3', partner: 'BALCONY', amount: 9_800, currency: 'JPY' },
    },
    {
      what: 'was brought by nobody: stored, and open to a later claim',
      operation: 'purchase',
      body: { order_id: '1005', customer_id: 'cust-4', ...usd(2_500) },
    },
  ];
};

const usd = (amount: number) => ({ amount, currency: 'USD' });

/** Fifty copies of one purchase in the same instant, as a broken retry loop sends them. */
const tellAtOnce = async (client: Client, narrate: Narrate): Promise<void> => {
  const body = {
    idempotency_key: 'order-1006',
    order_id: '1006',
    customer_id: 'cust-1',
    amount: 4_900,
    currency: 'USD',
  };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => client.call<TrackAnswer>('POST', '/track/purchase', body)),
  );
  const conversions = new Set(answers.map((answer) => answer.id)).size;
  const commissions = new Set(answers.flatMap((answer) => answer.commissions.map(({ id }) => id))).size;
  narrate(
    'The backend goes wild and posts one purchase fifty times at once',
    `${conversions} conversion, ${commissions} commission`,
  );
};

const describe = (answer: TrackAnswer): string => {
  const { method } = answer.attribution;
  const who = answer.attributed ? `credited by ${method}` : 'credited to nobody';
  const earned = answer.commissions.map(({ amount, currency }) =>
    formatMoney(money(amount, currency as Currency)),
  );
  const pays = earned.length === 0 ? 'no commission' : `commission ${earned.join(', ')}`;
  return `${answer.replayed ? 'known already, ' : ''}${shortId(answer.id)}, ${who}, ${pays}`;
};

/** Enough of an id to follow it through the output. */
const shortId = (id: string): string => `${id.slice(0, 4)}…${id.slice(-6)}`;
