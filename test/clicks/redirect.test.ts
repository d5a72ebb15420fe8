import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { clickIdIn, createVisitTest, location, type VisitTest } from './visit-test.ts';

let it: VisitTest;
beforeEach(async () => {
  it = await createVisitTest({ link: { sub1: 'newsletter', sub2: 'top' } });
});
afterEach(() => it.close());

describe('following a link', () => {
  test('leads to its destination with the id of a click that is stored by then', async () => {
    const response = await it.visit('/r/jane');
    const click = await it.click();
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`https://shop.example.com/?click_id=${click.id}`);
    expect(await it.events()).toEqual(['click.tracked']);
  });

  test('sets this cookie and these headers, and no others', async () => {
    const response = await it.visit('/r/jane');
    const { id } = await it.click();
    expect(Object.fromEntries(response.headers)).toEqual({
      location: `https://shop.example.com/?click_id=${id}`,
      'set-cookie': `trb_click=${id}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure`,
      'cache-control': 'no-store',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'strict-transport-security': 'max-age=31536000',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^req_[0-9a-z]+$/),
    });
    expect(await response.text()).toBe('');
  });

  test('stores what is known of the visit, and nothing that names the visitor', async () => {
    await it.visit('/r/jane', { headers: { referer: 'https://blog.example.org/post?a=b' } });
    const { ipHash, visitorHash, ...click } = await it.click();
    expect(click).toEqual({
      seq: expect.any(Number),
      id: expect.stringMatching(/^clk_[0-9a-z]{40}$/),
      programId: it.program.id as never,
      partnerId: it.partner.id as never,
      linkId: it.link.id as never,
      landingUrl: 'https://shop.example.com/',
      referrer: 'https://blog.example.org/post?a=b',
      sub1: 'newsletter',
      sub2: 'top',
      sub3: null,
      sub4: null,
      sub5: null,
      agentClass: 'desktop',
      country: null,
      isBot: false,
      isDuplicate: false,
      isCreditable: true,
      previousClickId: null,
      createdAt: it.clock.now(),
    } as never);
    expect(`${ipHash} ${visitorHash}`).toMatch(/^[0-9a-f]{32} [0-9a-f]{32}$/);
  });

  test('finds the link in any capitals', async () => {
    expect((await it.visit('/r/JaNe')).status).toBe(302);
  });

  test('takes sub-ids from the address over those of the link', async () => {
    await it.visit('/r/jane?sub1=forum&sub2=&sub3=a%20b%0d%0a%00c&sub5=%E2%80%AEx&other=1');
    const { sub1, sub2, sub3, sub4, sub5 } = await it.click();
    expect([sub1, sub2, sub3, sub4, sub5]).toEqual(['forum', 'top', 'a bc', null, 'x']);
  });

  test('cuts sub-ids and referrers of any length', async () => {
    await it.visit(`/r/jane?sub1=${'x'.repeat(5_000)}`, {
      headers: { referer: `https://b.example/${'y'.repeat(9_000)}` },
    });
    const { sub1, referrer } = await it.click();
    expect([sub1?.length, referrer?.length]).toEqual([255, 2_048]);
  });

  test('remembers the click before, if the cookie has the form of one', async () => {
    const first = await it.visit('/r/jane');
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    await it.visit('/r/jane', { headers: { cookie: `a=b; ${cookie}` }, address: '203.0.113.10' });
    await it.visit('/r/jane', { headers: { cookie: 'trb_click=<script>' }, address: '203.0.113.11' });
    const [one, two, three] = await it.clicks();
    expect(two?.previousClickId).toBe(one?.id as never);
    expect(three?.previousClickId).toBeNull();
  });

  test('is told as an event that needs no second call', async () => {
    await it.visit('/r/jane');
    const click = await it.click();
    const row = await it.app.read
      .selectFrom('events')
      .selectAll()
      .where('type', '=', 'click.tracked')
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ entity_id: click.id, partner_id: it.partner.id, program_id: it.program.id });
    expect(JSON.parse(row.body ?? '').data).toMatchObject({
      id: click.id,
      link_id: it.link.id,
      partner: { id: it.partner.id, name: 'Jane', email: 'jane@example.com', code: 'jane' },
      sub1: 'newsletter',
      agent_class: 'desktop',
      created_at: '2026-05-15T12:00:00.000Z',
    });
  });
});

describe('a link of a program with its own ways', () => {
  test('carries the click id in the parameter of the program and the cookie for its domain', async () => {
    const own = await createVisitTest({
      config: { baseUrl: 'http://localhost:3000' },
      program: { click_id_parameter: 'ref_id', cookie_domain: 'example.com', window_days: 7 },
      link: { destination_url: 'https://shop.example.com/a?ref_id=old&b=c#top' },
    });
    const response = await own.visit('/r/jane');
    const { id } = await own.click();
    expect(response.headers.get('location')).toBe(`https://shop.example.com/a?b=c&ref_id=${id}#top`);
    expect(response.headers.get('set-cookie')).toBe(
      `trb_click=${id}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Domain=example.com`,
    );
    expect(response.headers.has('strict-transport-security')).toBe(false);
    await own.close();
  });
});

describe('nothing is counted', () => {
  test('for HEAD, which is answered like GET without a click id', async () => {
    const response = await it.visit('/r/jane', { method: 'HEAD' });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://shop.example.com/');
    expect(response.headers.has('set-cookie')).toBe(false);
    expect(await it.clicks()).toEqual([]);
  });

  for (const headers of [
    { 'Sec-Purpose': 'prefetch;prerender' },
    { Purpose: 'prefetch' },
    { 'X-Moz': 'prefetch' },
  ]) {
    test(`for a browser that fetches ahead: ${JSON.stringify(headers)}`, async () => {
      const response = await it.visit('/r/jane', { headers: headers as never });
      expect([response.status, clickIdIn(response), response.headers.has('set-cookie')]).toEqual([
        302,
        null,
        false,
      ]);
      expect(await it.clicks()).toEqual([]);
    });
  }
});

describe('a visit without a visitor', () => {
  const visitors = {
    'a known bot': [
      { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
      'bot',
    ],
    'a preview of a message': [{ 'user-agent': 'facebookexternalhit/1.1' }, 'bot'],
    'an image on a page': [{ 'sec-fetch-dest': 'image' }, 'embedded'],
    'a frame on a page': [{ 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' }, 'embedded'],
  } as const;
  for (const [name, [headers, agentClass]] of Object.entries(visitors)) {
    test(`is stored, credits nobody and tells nobody: ${name}`, async () => {
      const response = await it.visit('/r/jane', { headers });
      expect(await it.click()).toMatchObject({
        isBot: true,
        isCreditable: false,
        isDuplicate: false,
        agentClass,
      });
      expect(await it.events()).toEqual([]);
      expect([response.status, location(response).href]).toEqual([302, 'https://shop.example.com/']);
      expect(response.headers.has('set-cookie')).toBe(false);
    });
  }

  test('makes no duplicate of the person who comes after it', async () => {
    await it.visit('/r/jane', { headers: { 'sec-fetch-dest': 'image' } });
    await it.visit('/r/jane');
    expect((await it.clicks()).map(({ isDuplicate }) => isDuplicate)).toEqual([false, false]);
    expect(await it.events()).toEqual(['click.tracked']);
  });
});
