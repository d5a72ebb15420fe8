import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { browser, clickIdIn, createVisitTest, type VisitTest } from './visit-test.ts';

let it: VisitTest;
beforeEach(async () => {
  it = await createVisitTest();
});
afterEach(() => it.close());

const hour = 3_600_000;
const duplicates = async () => (await it.clicks()).map(({ isDuplicate }) => isDuplicate);

describe('a second click', () => {
  test('by the same visitor within an hour is stored and creditable, and told to nobody', async () => {
    await it.visit('/r/jane');
    it.clock.advance(hour - 1);
    const second = await it.visit('/r/jane');
    const [, click] = await it.clicks();
    expect(click).toMatchObject({ isDuplicate: true, isCreditable: true, id: clickIdIn(second) as never });
    expect(await it.events()).toEqual(['click.tracked']);
  });

  test('after an hour is a new one, however many there were in between', async () => {
    await it.visit('/r/jane');
    it.clock.advance(hour / 2);
    await it.visit('/r/jane');
    it.clock.advance(hour / 2);
    await it.visit('/r/jane');
    expect(await duplicates()).toEqual([false, true, false]);
    expect(await it.events()).toEqual(['click.tracked', 'click.tracked']);
  });

  test('of another link, by another browser or from another household is a new one', async () => {
    await it.build.link(it.partner.id, { slug: 'other' });
    await it.visit('/r/jane');
    await it.visit('/r/other');
    await it.visit('/r/jane', { headers: { 'user-agent': browser.replace('131', '132') } });
    await it.visit('/r/jane', { address: '203.0.113.10' });
    expect(await duplicates()).toEqual([false, false, false, false]);
  });

  test('from another address of the same IPv6 network is a duplicate', async () => {
    await it.visit('/r/jane', { address: '2001:db8:1:2::1' });
    await it.visit('/r/jane', { address: '2001:db8:1:2:ffff::9' });
    await it.visit('/r/jane', { address: '2001:db8:1:3::1' });
    expect(await duplicates()).toEqual([false, true, false]);
  });

  test('is still a duplicate after a restart, and no bot counts for it', async () => {
    await it.visit('/r/jane', { headers: { 'user-agent': 'Twitterbot/1.0' }, address: '203.0.113.20' });
    await it.visit('/r/jane');
    it.clock.advance(hour / 2);
    await it.restart();
    await it.visit('/r/jane');
    await it.visit('/r/jane', { address: '203.0.113.20' });
    it.clock.advance(hour / 2);
    await it.visit('/r/jane');
    expect(await duplicates()).toEqual([false, false, true, false, false]);
  });
});

describe('an address that a proxy passes on', () => {
  const forwarded = (address: string) => ({ headers: { 'x-forwarded-for': address }, address: '10.0.0.1' });

  test('tells visitors apart behind a proxy of ours', async () => {
    const behind = await createVisitTest({ config: { trustedProxies: ['10.0.0.0/8'] } });
    await behind.visit('/r/jane', forwarded('198.51.100.1'));
    await behind.visit('/r/jane', forwarded('6.6.6.6, 198.51.100.1'));
    await behind.visit('/r/jane', forwarded('198.51.100.2'));
    const clicks = await behind.clicks();
    expect(clicks.map(({ isDuplicate }) => isDuplicate)).toEqual([false, true, false]);
    expect(new Set(clicks.map(({ ipHash }) => ipHash)).size).toBe(2);
    await behind.close();
  });

  test('is a claim like any other where no proxy is configured', async () => {
    await it.visit('/r/jane', forwarded('198.51.100.1'));
    await it.visit('/r/jane', forwarded('198.51.100.2'));
    expect(await duplicates()).toEqual([false, true]);
  });
});

describe('fifty clicks at the same instant', () => {
  test('are fifty clicks, each answered with its own', async () => {
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, index) => it.visit('/r/jane', { address: `198.51.100.${index}` })),
    );
    const ids = responses.map(clickIdIn);
    expect(new Set(ids).size).toBe(50);
    expect((await it.clicks()).map(({ id }) => id).sort()).toEqual([...ids].sort() as never);
    expect((await it.events()).length).toBe(50);
  });

  test('by one visitor are one that counts and forty-nine duplicates', async () => {
    await Promise.all(Array.from({ length: 50 }, () => it.visit('/r/jane')));
    expect((await duplicates()).filter((duplicate) => !duplicate)).toHaveLength(1);
    expect(await it.events()).toEqual(['click.tracked']);
  });
});
