import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { AnswerBody } from '../support/call.ts';
import { createVisitTest, type VisitOptions, type VisitTest } from './visit-test.ts';

let it: VisitTest;
let key: string;
beforeEach(async () => {
  it = await createVisitTest({ link: { sub1: 'newsletter' } });
  key = it.program.publishable_key as string;
});
afterEach(() => it.close());

const post = async (body: unknown, options?: VisitOptions) => {
  const response = await it.post(body, options);
  return { status: response.status, headers: response.headers, body: (await response.json()) as AnswerBody };
};
const url = 'https://shop.example.com/?via=jane';

describe('a click that a page reports', () => {
  test('by the code of a partner is stored and told like any other', async () => {
    const { status, body } = await post({
      key,
      partner: 'JANE',
      url,
      referrer: 'https://blog.example.org/',
      sub2: 'x',
    });
    const click = await it.click();
    expect([status, body]).toEqual([200, { click_id: click.id, warnings: [] } as never]);
    expect(click).toMatchObject({
      partnerId: it.partner.id as never,
      linkId: null,
      landingUrl: url,
      referrer: 'https://blog.example.org/',
      sub1: null,
      sub2: 'x',
      agentClass: 'desktop',
      isCreditable: true,
    });
    expect(await it.events()).toEqual(['click.tracked']);
  });

  test('by the id of a partner, the slug or the id of a link finds them', async () => {
    await post({ key, partner: it.partner.id, url });
    await post({ key, link: 'jane', url });
    await post({ key, link: it.link.id });
    expect(
      (await it.clicks()).map(({ linkId, sub1, landingUrl, isDuplicate }) => [
        linkId,
        sub1,
        landingUrl,
        isDuplicate,
      ]),
    ).toEqual([
      [null, null, url, false],
      [it.link.id, 'newsletter', url, false],
      [it.link.id, 'newsletter', 'https://shop.example.com/', true],
    ] as never);
  });

  test('names the click before, and keeps no fragment of the address', async () => {
    const first = await post({ key, partner: 'jane', url: `${url}#access_token=secret` });
    await post({ key, partner: 'jane', url, previous_click_id: first.body.click_id });
    const [one, two] = await it.clicks();
    expect(one?.landingUrl).toBe(url);
    expect(two?.previousClickId).toBe(first.body.click_id as never);
  });

  test('counts each field it does not know as a warning', async () => {
    const { status, body } = await post({ key, partner: 'jane', url, utm_source: 'x', referrer: null });
    expect(status).toBe(200);
    expect(body.warnings).toEqual(['utm_source is not a field of a click; it was ignored']);
  });

  test('has no id when a bot or the link of a terminated partner is behind it', async () => {
    const bot = await post({ key, partner: 'jane', url }, { headers: { 'user-agent': 'Googlebot/2.1' } });
    expect([bot.status, bot.body.click_id]).toEqual([200, null]);
    await it.call('POST', `/api/v1/partners/${it.partner.id}/termination`, { body: {} });
    const terminated = await post({ key, partner: 'jane', url });
    expect([terminated.status, terminated.body.click_id]).toEqual([200, null]);
    expect((await it.clicks()).map(({ isBot }) => isBot)).toEqual([true]);
  });
});

describe('a page of any site', () => {
  test('may ask before it posts, and gets no credentials', async () => {
    const headers = { origin: 'https://shop.example.com', 'access-control-request-method': 'POST' };
    const response = await it.preflight(headers);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toBe('POST');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  });

  test('can read every answer, refusals too', async () => {
    for (const body of [{ key, partner: 'jane' }, { key: 'pk_nobody' }, { key }, 'no json']) {
      const { headers } = await post(body);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-request-id')).toMatch(/^req_/);
    }
  });
});

describe('a report is refused', () => {
  const refusals: [name: string, body: () => unknown, status: number, paths: string[]][] = [
    ['without a key', () => ({ partner: 'jane' }), 401, []],
    ['with an unknown key', () => ({ key: 'pk_nobody', partner: 'jane' }), 401, []],
    ['with a secret key', () => ({ key: it.key, partner: 'jane' }), 401, []],
    ['with a key that is no text', () => ({ key: { $ne: '' }, partner: 'jane' }), 401, []],
    ['without a partner and a link', () => ({ key, url }), 422, ['partner']],
    ['with both', () => ({ key, partner: 'jane', link: 'jane' }), 422, ['link']],
    ['for an unknown partner', () => ({ key, partner: 'nobody' }), 422, ['partner']],
    ['for a partner id that is none', () => ({ key, partner: 'prt_0000000000' }), 422, ['partner']],
    ['for an unknown link', () => ({ key, link: 'nobody' }), 422, ['link']],
    ['for a link id that is none', () => ({ key, link: 'lnk_0000000000' }), 422, ['link']],
    [
      'with an address that is none',
      () => ({ key, partner: 'jane', url: 'javascript:alert(1)' }),
      422,
      ['url'],
    ],
    [
      'with sub-ids that are no texts',
      () => ({ key, partner: 'jane', sub1: 1, sub2: [] }),
      422,
      ['sub1', 'sub2'],
    ],
    [
      'with a click before that is none',
      () => ({ key, partner: 'jane', previous_click_id: 'x' }),
      422,
      ['previous_click_id'],
    ],
    ['as a list', () => [{ key }], 422, ['']],
    ['as null', () => 'null', 422, ['']],
    ['as no JSON', () => '{', 400, []],
    [
      'deeper than anything of use',
      () => `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      422,
      [expect.anything() as never],
    ],
  ];
  for (const [name, body, status, paths] of refusals) {
    test(name, async () => {
      const refused = await post(body());
      expect([refused.status, refused.body.errors.map(({ path }) => path)]).toEqual([status, paths]);
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
      expect(await it.clicks()).toEqual([]);
    });
  }

  test('for the partner and the link of another program', async () => {
    const other = await it.build.program({ name: 'Other' });
    const stranger = await it.build.partner({ program_id: other.id, code: 'stranger' });
    const link = await it.build.link(stranger.id, { slug: 'strange' });
    for (const name of [
      { partner: 'stranger' },
      { partner: stranger.id },
      { link: 'strange' },
      { link: link.id },
    ]) {
      expect((await post({ key, ...name })).body.errors.map(({ path }) => path)).toEqual(Object.keys(name));
    }
  });

  test('with the key of an archived program', async () => {
    expect((await it.call('DELETE', `/api/v1/programs/${it.program.id}`)).status).toBe(204);
    expect((await post({ key, partner: 'jane' })).status).toBe(401);
  });

  test('as a form, as text and beyond 64 KB', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect((await post({ key, partner: 'jane' }, { headers: { 'content-type': type } })).status).toBe(415);
    }
    expect(
      (await post({ key, partner: 'jane', url: `https://x.example/${'x'.repeat(70_000)}` })).status,
    ).toBe(413);
  });

  test('after sixty at once from one household, until a second has passed', async () => {
    const from = (address: string) => post({ key: 'pk_nobody' }, { address });
    for (let index = 0; index < 60; index += 1) expect((await from(`2001:db8::${index}`)).status).toBe(401);
    const refused = await from('2001:db8::99');
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'rate_limited',
      '1',
    ]);
    expect((await from('2001:db8:0:1::1')).status).toBe(401);
    it.clock.advance(1_000);
    expect((await from('2001:db8::1')).status).toBe(401);
  });
});
