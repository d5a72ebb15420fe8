import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { beginRequest } from '../executable/unfinished-request.ts';
import { fromSource } from '../support/process.ts';
import { type BadRequest, badRequests } from './bad-fields.ts';
import type { OpenApiDocument } from './documented-fields.ts';
import { type Installation, install, journeyTimeoutMs } from './installation.ts';
import { exchange } from './raw-exchange.ts';
import { faultOfRefusal } from './refusal.ts';
import { countRows, openStored, type Stored } from './stored.ts';

setDefaultTimeout(journeyTimeoutMs);

const cleanup = new AsyncDisposableStack();
let server: Installation;
let stored: Stored;
let key: string;
let foreignPartner: string;

/** Two programs with the same things in them, and a key of the first. */
beforeAll(async () => {
  server = cleanup.use(await install(fromSource));
  const { build } = server;
  const mine = await build.program({ window_days: 1 });
  const other = await build.program({ name: 'Other' });
  for (const [slug, { id }] of Object.entries({ mine, other })) {
    const partner = await build.partner({ program_id: id, code: `CODE-OF-${slug}` });
    await build.link(partner.id, { slug });
    await build.promoCode(partner.id, `SAVE-AT-${slug}`);
    foreignPartner = partner.id;
  }
  key = await build.key({ scopes: ['track:write', 'admin'], programId: mine.id });
  stored = cleanup.use(openStored(server.databasePath));
});
afterAll(() => cleanup.disposeAsync());

const purchase = (body: object) => server.call<TrackAnswer>('POST', '/track/purchase', { body, key });

describe('a request with a bad field', () => {
  const atOnce = 16;

  const faultOf = async ({ method, path, field, value, raw }: BadRequest): Promise<string | undefined> => {
    const fault = faultOfRefusal(await server.call(method, path, { raw, key }), { status: 422, field });
    return fault && `${method} ${path} ${field} = ${value.slice(0, 40)} ${fault}`;
  };

  test('is refused for every field and every value that the document does not allow, and leaves no trace', async () => {
    const { body: document } = await server.call<OpenApiDocument>('GET', '/api/openapi.json');
    const requests = badRequests(document, 'used-in-vain');
    const before = countRows(stored);
    const faults: (string | undefined)[] = [];
    for (let from = 0; from < requests.length; from += atOnce) {
      faults.push(...(await Promise.all(requests.slice(from, from + atOnce).map(faultOf))));
    }
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
    expect(requests.length).toBeGreaterThan(1_000);
    expect(countRows(stored)).toEqual(before);
    expect(server.log()).not.toContain('error');
  });

  test('does not use up its key', async () => {
    const sound = { idempotency_key: 'used-in-vain', amount: 100, currency: 'USD' };
    for (const operation of ['signup', 'purchase']) {
      const answer = await server.call<TrackAnswer>('POST', `/track/${operation}`, {
        body: { ...sound, customer_id: 'ann' },
        key,
      });
      expect([operation, answer.status, answer.body.replayed]).toEqual([operation, 201, false]);
    }
  });
});

test('a field that nobody knows is named and loses no signup', async () => {
  const body = { customer_id: 'bob', colour: 'red', amount: 'much' };
  const { status, body: answer } = await server.call<TrackAnswer>('POST', '/track/signup', { body, key });
  expect(status).toBe(201);
  expect(answer.warnings.map((warning) => warning.split(' ')[0])).toEqual(['colour', 'amount']);
});

describe('evidence that is not worth anything', () => {
  const follow = async (slug: string): Promise<string> => {
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
    const { headers: answered } = await server.call('GET', `/r/${slug}`, { key: null, headers });
    return URL.parse(answered.get('location') ?? '')?.searchParams.get('click_id') ?? '';
  };

  const expectNobody = async (orderId: string, evidence: object, verdict: string): Promise<void> => {
    const answer = await purchase({ order_id: orderId, amount: 100, currency: 'USD', ...evidence });
    expect(answer).toMatchObject({ status: 201, body: { attributed: false, commissions: [] } });
    expect(answer.body.attribution.candidates).toMatchObject([{ verdict }]);
  };

  test('is a click, a code or a partner of another program', async () => {
    const click = await follow('other');
    await expectNobody('foreign-1', { click_id: click }, 'click_unknown');
    await expectNobody('foreign-2', { click_cookie: click }, 'click_unknown');
    await expectNobody('foreign-3', { promo_code: 'SAVE-AT-other' }, 'promo_code_unknown');
    await expectNobody('foreign-4', { partner: foreignPartner }, 'partner_unknown');
    await expectNobody('foreign-5', { partner: 'CODE-OF-other' }, 'partner_unknown');
  });

  test('is a click from before the window', async () => {
    const click = await follow('mine');
    expect((await purchase({ ...inTime, click_id: click })).body.attributed).toBe(true);
    // The window is a day and the clock of a backend may run a day ahead: a moment later the click is too old.
    await Bun.sleep(2);
    const occurred_at = new Date(Date.now() + dayMs).toISOString();
    await expectNobody('late', { click_id: click, occurred_at }, 'click_outside_window');
  });

  const inTime = { order_id: 'in-time', amount: 100, currency: 'USD' };
});

describe('bytes that no client should send', () => {
  const body = '{"order_id":"raw","amount":1,"currency":"USD"}';
  const large = 'x'.repeat(300_000);
  const beyondTheSocket = 'x'.repeat(3_000_000);
  const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
  const length = `content-length: ${body.length}`;

  const send = (headers: readonly string[], rest: string): Promise<string> => {
    const always = ['host: localhost', 'content-type: application/json', 'connection: close'];
    const all = [...always, `authorization: Bearer ${key}`, ...headers].join('\r\n');
    return exchange(
      Number(new URL(server.url).port),
      `POST /track/purchase HTTP/1.1\r\n${all}\r\n\r\n${rest}`,
    );
  };

  let before: Readonly<Record<string, number>>;
  beforeEach(() => {
    before = countRows(stored);
  });

  test.each([
    ['chunks beyond 256 KiB', ['transfer-encoding: chunked'], chunked(large), 413],
    ['chunks beyond what the socket takes', ['transfer-encoding: chunked'], chunked(beyondTheSocket), 413],
    ['a length beyond what the socket takes', ['content-length: 3000000'], beyondTheSocket, 413],
    ['two lengths', [length, 'content-length: 5'], body, 400],
    ['a length and chunks', [length, 'transfer-encoding: chunked'], chunked(body), 400],
    ['a length below zero', ['content-length: -5'], body, 400],
    ['a length that is none', ['content-length: 0x10'], body, 400],
    ['a NUL in the key', [length, 'idempotency-key: a\0b'], body, 400],
    ['a header that never ends', [length, `x-long: ${large}`], body, 431],
    ['half a JSON object', ['content-length: 10'], body.slice(0, 10), 400],
  ])('%s: are refused, and nothing is stored', async (_what, headers, rest, status) => {
    const answer = await send(headers, rest);
    expect(answer).toStartWith(`HTTP/1.1 ${status} `);
    expect(answer).not.toMatch(/\.ts\b|sqlite/i);
    expect(countRows(stored)).toEqual(before);
    expect((await server.call('GET', '/healthz', { key: null })).status).toBe(200);
  });

  test('a request that breaks off stores nothing', async () => {
    const port = Number(new URL(server.url).port);
    const unfinished = await beginRequest(port, '/track/purchase', key, body);
    unfinished.abandon();
    expect((await purchase({ order_id: 'after', amount: 1, currency: 'USD' })).status).toBe(201);
    expect(stored.column("select order_id from conversions where order_id = 'raw'")).toEqual([]);
  });
});
