import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createRedirect } from '../../src/clicks/click.redirect.ts';
import { createClickRecorder } from '../../src/clicks/click-recorder.ts';
import { DomainError } from '../../src/core/errors.ts';
import type { Transact } from '../../src/database/work.ts';
import { trackClicks } from '../../src/workflows/tracking/track-click.ts';
import { browser, clickIdIn, createVisitTest, location, type VisitTest } from './visit-test.ts';

let it: VisitTest;
beforeEach(async () => {
  it = await createVisitTest();
});
afterEach(() => it.close());

const move = async (name: string) => {
  const answer = await it.call('POST', `/api/v1/partners/${it.partner.id}/${name}`, {
    body: { reason: 'other' },
  });
  expect(answer.status).toBe(200);
  await it.events();
};

describe('the links of a partner', () => {
  test('who is suspended lead on, and their clicks are recorded without credit', async () => {
    await it.visit('/r/jane');
    await move('suspension');
    const response = await it.visit('/r/jane', { address: '203.0.113.10' });
    const [, click] = await it.clicks();
    expect(click).toMatchObject({ isCreditable: false, isBot: false });
    expect(clickIdIn(response)).toBe(click?.id as never);
    await move('reinstatement');
    await it.visit('/r/jane', { address: '203.0.113.11' });
    expect((await it.clicks()).map(({ isCreditable }) => isCreditable)).toEqual([true, false, true]);
  });

  test('who is terminated lead on without a click id, and nothing is stored', async () => {
    await it.visit('/r/jane');
    await move('termination');
    const response = await it.visit('/r/jane', { address: '203.0.113.10' });
    expect([response.status, location(response).href]).toEqual([302, 'https://shop.example.com/']);
    expect(response.headers.has('set-cookie')).toBe(false);
    expect(await it.clicks()).toHaveLength(1);
    expect(await it.events()).toEqual([]);
  });

  test('who is terminated in the moment of the click are not counted either', async () => {
    const stale = { ...(await it.app.links.find('jane')), partnerState: 'approved' } as never;
    await move('termination');
    const recorder = createClickRecorder(it.app, trackClicks);
    const redirect = createRedirect({ ...it.app, links: { ...it.app.links, find: () => stale } }, recorder);
    const response = await redirect(new Request('http://go.example.com/r/jane', visitor), '203.0.113.9');
    expect([clickIdIn(response), response.headers.has('set-cookie')]).toEqual([null, false]);
    expect(await it.clicks()).toEqual([]);
  });
});

describe('the links of an archived program', () => {
  test('lead on without a click id, and nothing is stored', async () => {
    expect((await it.call('DELETE', `/api/v1/programs/${it.program.id}`)).status).toBe(204);
    const response = await it.visit('/r/jane');
    expect([response.status, clickIdIn(response)]).toEqual([302, null]);
    expect(await it.clicks()).toEqual([]);
  });
});

const visitor = { headers: { 'user-agent': browser } };

describe('a link that is retired', () => {
  test('is as unknown as one that never was: a page, and no way on', async () => {
    await it.call('DELETE', `/api/v1/links/${it.link.id}`);
    for (const slug of [
      'jane',
      'nobody',
      '',
      'jane/',
      '%6aane',
      '../jane',
      'a'.repeat(5_000),
      'jane%00',
      '🙂',
    ]) {
      const response = await it.visit(`/r/${slug}?url=https://shop.example.com/`, {
        headers: { accept: 'text/html' },
      });
      expect([slug, response.status, response.headers.get('location')]).toEqual([slug, 404, null]);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.text()).not.toContain(slug === '' ? '\0' : `>${slug}<`);
    }
    expect(await it.clicks()).toEqual([]);
  });

  test('has no body for HEAD', async () => {
    const response = await it.visit('/r/nobody', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([404, '']);
  });
});

describe('when nothing can be stored', () => {
  const unavailable = new DomainError('unavailable', 'The change could not be stored.', [], 10);

  test('visitors are led on without a click id, and one line counts them', async () => {
    const transact: Transact = () => Promise.reject(unavailable);
    const redirect = createRedirect(it.app, createClickRecorder({ ...it.app, transact }, trackClicks));
    const visit = (address: string) =>
      redirect(new Request('http://go.example.com/r/jane', visitor), address);
    const responses = await Promise.all(
      Array.from({ length: 30 }, (_, index) => visit(`198.51.100.${index}`)),
    );
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 302));
    expect(responses.map(clickIdIn)).toEqual(Array.from({ length: 30 }, () => null));
    expect(responses.some(({ headers }) => headers.has('set-cookie'))).toBe(false);
    await visit('198.51.100.1');
    it.clock.advance(60_000);
    await visit('198.51.100.1');
    const lines = it.logged.filter(({ event }) => event === 'clicks_not_stored');
    expect(lines.map(({ fields }) => fields.count)).toEqual([30, 2]);
  });

  test('a visitor whose click was lost counts when they come again', async () => {
    let works = false;
    const transact: Transact = (origin, unit) =>
      works ? it.app.transact(origin, unit) : Promise.reject(unavailable);
    const redirect = createRedirect(it.app, createClickRecorder({ ...it.app, transact }, trackClicks));
    await redirect(new Request('http://go.example.com/r/jane', visitor), '203.0.113.9');
    works = true;
    await redirect(new Request('http://go.example.com/r/jane', visitor), '203.0.113.9');
    expect((await it.click()).isDuplicate).toBe(false);
    expect(await it.events()).toEqual(['click.tracked']);
  });
});
