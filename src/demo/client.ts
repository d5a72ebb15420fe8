/** What a merchant's backend and its customers' browsers do over HTTP. */
export interface Client {
  /** Calls the API and gives the body of the answer. @throws Error when the status is none of those expected. */
  call<Body>(method: string, path: string, body?: unknown, expected?: readonly number[]): Promise<Body>;
  /** Follows a partner's link as a browser would and gives the click id it is sent on with. */
  click(path: string, referrer: string): Promise<string>;
}

const browser =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

export const createClient = (baseUrl: string, key: string): Client => ({
  async call<Body>(method: string, path: string, body?: unknown, expected = [200, 201]) {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!expected.includes(response.status)) {
      throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    }
    return JSON.parse(text) as Body;
  },
  async click(path, referrer) {
    const response = await fetch(`${baseUrl}${path}`, {
      redirect: 'manual',
      headers: { 'user-agent': browser, referer: referrer, 'sec-fetch-dest': 'document' },
    });
    await response.body?.cancel();
    const location = response.headers.get('location') ?? '';
    const clickId = URL.parse(location)?.searchParams.get('click_id');
    if (!clickId) throw new Error(`${path} answered ${response.status} without a click id`);
    return clickId;
  },
});
