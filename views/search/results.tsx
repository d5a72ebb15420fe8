import type { z } from 'zod';
import type { SearchView } from '../../src/search/search.view.ts';
import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { ShortId } from '../components/short-id.tsx';

type Results = z.output<typeof SearchView>;
type Result = Results['data'][number];

/** Everything that was found, by kind; a list that is walked through by Tab, like every other. */
export const SearchPage = ({ q, results }: { readonly q: string; readonly results: Results | undefined }) => (
  <>
    <PageHead title="Search" answer={results && answerOf(results)} />
    <search>
      <form class="filter-bar" method="get" action="/admin/search">
        <div class="filter">
          <label for="sought">Search for</label>
          <input id="sought" type="search" name="q" value={q} maxlength="200" />
        </div>
        <button type="submit">Search</button>
      </form>
    </search>
    {results === undefined || results.data.length === 0 ? (
      <Hints hasAsked={results !== undefined} />
    ) : (
      [...Map.groupBy(results.data, ({ kind }) => kind)].map(([kind, found]) => (
        <section aria-labelledby={`found-${kind}`}>
          <h2 id={`found-${kind}`}>
            {nouns[kind].many} <span class="muted">{String(found.length)}</span>
          </h2>
          <ul class="found">
            {found.map((one) => (
              <li>
                <FoundLine found={one} />
              </li>
            ))}
          </ul>
        </section>
      ))
    )}
  </>
);

const answerOf = ({ q, data }: Results): string =>
  data.length === 0 ? `Nothing is called “${q}”.` : `${counted(data.length, 'thing', 'things')} for “${q}”.`;

const FoundLine = ({ found }: { found: Result }) => (
  <>
    <a href={hrefOf(found)}>{found.title}</a> {found.detail && <span class="muted">{found.detail}</span>}{' '}
    {found.title !== found.id && <ShortId id={found.id} />}
  </>
);

const Hints = ({ hasAsked }: { hasAsked: boolean }) => (
  <Empty title={hasAsked ? 'Nothing found' : 'What can be found'}>
    <ul>
      <li>Anything by its id, or the beginning of it</li>
      <li>Partners by a part of their name, email address or code</li>
      <li>Orders by any name they go by, from its beginning</li>
      <li>Customers by your id of them, or by their whole email address</li>
      <li>Promo codes, links by their slug, refunds by your id of them</li>
    </ul>
  </Empty>
);

/** Where each thing has its page. */
export const hrefOf = ({
  kind,
  id,
  belongs_to: parent,
}: Pick<Result, 'kind' | 'id' | 'belongs_to'>): string =>
  nouns[kind].path
    .replace(':parent', encodeURIComponent(parent ?? ''))
    .replace(':id', encodeURIComponent(id))
    .replace(/\/$/, '');

interface Noun {
  readonly many: string;
  readonly path: string;
}

export const nouns: Readonly<Record<Result['kind'], Noun>> = {
  partner: { many: 'Partners', path: '/admin/partners/:id' },
  conversion: { many: 'Orders and conversions', path: '/admin/conversions/:id' },
  customer: { many: 'Customers', path: '/admin/customers/:id' },
  promo_code: { many: 'Promo codes', path: '/admin/promo-codes/:id' },
  link: { many: 'Links', path: '/admin/links/:id' },
  commission: { many: 'Commissions', path: '/admin/commissions/:id' },
  payout: { many: 'Payouts', path: '/admin/payouts/:id' },
  payout_batch: { many: 'Payout batches', path: '/admin/payouts/batches/:id' },
  click: { many: 'Clicks', path: '/admin/clicks?partner_id=:parent' },
  referral: { many: 'Referrals', path: '/admin/customers/:parent' },
  refund: { many: 'Refunds', path: '/admin/conversions/:parent' },
  commission_rule: { many: 'Commission rules', path: '/admin/rules/:id' },
  group: { many: 'Groups', path: '/admin/groups/:id' },
  program: { many: 'Programs', path: '/admin/programs/:id' },
  event: { many: 'Events', path: '/admin/events/:id' },
  delivery: { many: 'Deliveries', path: '/admin/deliveries/:id' },
  webhook_endpoint: { many: 'Webhook endpoints', path: '/admin/webhooks/:id' },
  recovery: { many: 'Recoveries', path: '/admin/webhooks/:parent/recoveries/:id' },
  alert: { many: 'Alerts', path: '/admin/alerts' },
  inspector: { many: 'Inspectors', path: '/admin/inspectors/:id' },
  import: { many: 'Imports', path: '/admin/imports/:id' },
};
