import type { Client } from './client.ts';
import type { Narrate } from './story.ts';

export interface Participants {
  readonly partners: readonly { readonly id: string; readonly name: string }[];
  /** Paths of the links, such as `/r/leaf`. */
  readonly letterLink: string;
  readonly filmLink: string;
}

interface Created {
  readonly id: string;
  readonly name: string;
  readonly code: string;
}

/** Sets the program up through the API, the way an installation would be set up by a script. */
export const introduceParticipants = async (
  client: Client,
  webhooks: { url: string; trust: (secret: string) => void },
  narrate: Narrate,
): Promise<Participants> => {
  const create = <Body = Created>(path: string, body: object) =>
    client.call<Body>('POST', `/api/v1/${path}`, body, [201]);

  await create('programs', {
    name: 'Fern & Pine',
    currency: 'USD',
    hold_days: 30,
    default_rule: { kind: 'percent', basis_points: 2_000 },
  });
  narrate('A program: Fern & Pine, 20 % of every purchase, 30 days on hold');

  const endpoint = await create<{ secret: string }>('webhook-endpoints', {
    name: 'Demo receiver',
    url: webhooks.url,
    event_types: ['*', 'click.tracked'],
  });
  webhooks.trust(endpoint.secret);
  narrate('A webhook endpoint for everything that happens; its secret is shown once, now');

  const letters = await create('partners', {
    name: 'Leaf Letters',
    email: 'letters@example.com',
    code: 'LEAF',
  });
  const films = await create('partners', {
    name: 'Balcony Films',
    email: 'films@example.com',
    code: 'BALCONY',
  });
  const deals = await create('partners', { name: 'Green Deals', email: 'deals@example.com', code: 'GREEN' });
  narrate('Three partners: a newsletter, a video channel and a coupon site');

  const shop = 'https://shop.example.com/plants';
  await create('links', { partner_id: letters.id, destination_url: shop, slug: 'leaf', sub1: 'issue-12' });
  await create('links', { partner_id: films.id, destination_url: shop, slug: 'balcony', sub1: 'video-7' });
  await create('promo-codes', {
    partner_id: deals.id,
    code: 'GREEN15',
    discount_type: 'percent',
    discount_value: '15.00',
  });
  await create('commission-rules', { kind: 'percent', basis_points: 3_000, scope: { partner_id: deals.id } });
  narrate('Links for the first two, the code GREEN15 for the third, who has a rate of its own: 30 %');
  return { partners: [letters, films, deals], letterLink: '/r/leaf', filmLink: '/r/balcony' };
};
