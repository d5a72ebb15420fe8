import purchaseSample from './purchase.sample.js' with { type: 'text' };

/** What snippets hold of the merchant's own: nothing in them has to be replaced but the API key, which is a variable. */
export interface SnippetFacts {
  readonly baseUrl: string;
  readonly programId: string;
  readonly currency: string;
  readonly publishableKey: string;
  /** Of the first partner; undefined while there is none. */
  readonly partner: { readonly id: string; readonly code: string } | undefined;
  /** Of the first link. */
  readonly slug: string | undefined;
}

/** The variable that snippets read the key from. */
export const keyVariable = 'TRIBUTARY_API_KEY';

export const partnerCurl = ({ baseUrl, programId }: SnippetFacts): string =>
  curl(`${baseUrl}/api/v1/partners`, {
    ...{ program_id: programId, name: 'Ada Example', email: 'ada@example.com', code: 'ada' },
  });

export const linkCurl = ({ baseUrl, partner }: SnippetFacts): string =>
  curl(`${baseUrl}/api/v1/links`, {
    ...{ partner_id: partner?.id ?? '', destination_url: 'https://example.com/', slug: 'first' },
  });

/** Follows a link as a visitor does, with a browser's name: what calls itself a tool counts as a bot. */
export const clickCurl = ({ baseUrl, slug = 'first' }: SnippetFacts): string =>
  `curl -s -o /dev/null -w '%{redirect_url}\\n' -A 'Mozilla/5.0 (X11; Linux x86_64) Chrome/130' '${baseUrl}/r/${slug}'`;

export const siteSnippet = ({ baseUrl, publishableKey }: SnippetFacts): string =>
  `<script async src="${baseUrl}/t.js" data-key="${publishableKey}"></script>`;

const purchaseOf = ({ programId, currency, partner }: SnippetFacts) => ({
  program: programId,
  order_id: 'first-order',
  customer_id: 'first-customer',
  partner: partner?.code ?? 'ada',
  amount: 4900,
  currency,
});

export const purchaseCurl = (facts: SnippetFacts): string =>
  curl(`${facts.baseUrl}/track/purchase`, purchaseOf(facts));

export const purchaseFetch = (facts: SnippetFacts): string =>
  purchaseSample
    .replace('BASE_URL', () => facts.baseUrl)
    .replace('BODY', () => JSON.stringify(purchaseOf(facts), null, 2).replaceAll('\n', '\n  '))
    .trimEnd();

const curl = (url: string, body: object): string =>
  `curl -s '${url}' \\
  -H "authorization: Bearer $${keyVariable}" \\
  -H 'content-type: application/json' \\
  -d '${JSON.stringify(body)}'`;
