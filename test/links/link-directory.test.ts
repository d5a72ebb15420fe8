import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { ResolvedLink } from '../../src/links/link.ts';
import { createLinkDirectory, type LinkDirectory } from '../../src/links/link-directory.ts';
import { createPromotionTest, type PromotionTest } from '../support/promotion.ts';

let app: PromotionTest;
let program: string;
let partner: string;
let directory: LinkDirectory;

beforeAll(async () => {
  app = await createPromotionTest();
  program = (
    await app.build.program({
      allowed_hosts: ['shop.example.com'],
      window_days: 30,
      click_id_parameter: 'cid',
    })
  ).id;
  partner = (await app.build.partner()).id;
});
afterAll(() => app.close());
beforeEach(() => {
  directory = createLinkDirectory(app.app.read, 4);
});

const makeLink = async (fields: Record<string, unknown> = {}) => {
  const { id, slug } = await app.build.link(partner, fields);
  return { id, slug: String(slug) };
};
/** Only what is in memory: a promise means that the database was asked. */
const inMemory = (slug: string): ResolvedLink | undefined | 'asked' => {
  const found = directory.find(slug);
  return found instanceof Promise ? 'asked' : found;
};

describe('the links in memory', () => {
  test('hold all that a redirect needs, read once and then at hand', async () => {
    const link = await makeLink({ slug: 'whole', sub1: 'a' });
    const expected = {
      linkId: link.id,
      slug: 'whole',
      programId: program,
      partnerId: partner,
      partnerState: 'approved',
      destinationUrl: 'https://shop.example.com/',
      sub1: 'a',
      sub2: null,
      sub3: null,
      sub4: null,
      sub5: null,
      clickIdParameter: 'cid',
      windowDays: 30,
      cookieDomain: null,
      allowedHosts: ['shop.example.com'],
      isProgramArchived: false,
    };
    expect(inMemory('whole')).toBe('asked');
    expect(await directory.find('whole')).toEqual(expected as ResolvedLink);
    expect(inMemory('whole')).toEqual(expected as ResolvedLink);
    expect(inMemory('WHOLE')).toEqual(expected as ResolvedLink);
  });

  test('do not grow by guesses: unknown slugs are asked for each time, impossible ones never', async () => {
    expect(await directory.find('no-such-slug')).toBeUndefined();
    expect(inMemory('no-such-slug')).toBe('asked');
    for (const text of ['', '-', 'a/b', 'x'.repeat(65), '\u0000', 'caf\u00e9', '\u212a']) {
      expect(inMemory(text)).toBeUndefined();
    }
  });

  test('are bounded, and keep what is asked for', async () => {
    const slugs: string[] = [];
    for (let count = 0; count < 7; count += 1) slugs.push((await makeLink()).slug);
    const [favourite = '', ...others] = slugs;
    await directory.find(favourite);
    for (const slug of others) {
      await directory.find(slug);
      expect(inMemory(favourite)).not.toBe('asked');
    }
    const kept = slugs.filter((slug) => inMemory(slug) !== 'asked');
    expect(kept.length).toBeLessThanOrEqual(4);
    expect(kept).toContain(others.at(-1) as string);
  });

  test('forget one link, or all', async () => {
    const [one, other] = [(await makeLink()).slug, (await makeLink()).slug];
    await directory.find(one);
    await directory.find(other);
    directory.forget(one);
    expect(inMemory(one)).toBe('asked');
    expect(inMemory(other)).not.toBe('asked');
    directory.forget();
    expect(inMemory(other)).toBe('asked');
  });

  test('never keep what was read before they were told to forget', async () => {
    const { slug } = await makeLink();
    const reading = directory.find(slug);
    directory.forget(slug);
    expect(await reading).toBeDefined();
    expect(inMemory(slug)).toBe('asked');
  });
});

describe('a change that was answered shows in the next visit', () => {
  const find = (slug: string) => app.app.links.find(slug);
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await app.call(method, path, body === undefined ? {} : { body });
    expect(answer.status).toBeLessThan(300);
  };

  test('of the link', async () => {
    const { id, slug } = await makeLink();
    await find(slug);
    await send('PATCH', `/api/v1/links/${id}`, { destination_url: 'https://shop.example.com/new' });
    expect(await find(slug)).toMatchObject({ destinationUrl: 'https://shop.example.com/new' });
    await send('DELETE', `/api/v1/links/${id}`);
    expect(await find(slug)).toBeUndefined();
  });

  test('of its partner', async () => {
    const { slug } = await makeLink();
    await find(slug);
    await send('POST', `/api/v1/partners/${partner}/suspension`);
    expect(await find(slug)).toMatchObject({ partnerState: 'suspended' });
    await send('POST', `/api/v1/partners/${partner}/reinstatement`);
    expect(await find(slug)).toMatchObject({ partnerState: 'approved' });
  });

  test('of its program', async () => {
    const { slug } = await makeLink();
    await find(slug);
    await send('PATCH', `/api/v1/programs/${program}`, { window_days: 7 });
    expect(await find(slug)).toMatchObject({ windowDays: 7 });
    await send('DELETE', `/api/v1/programs/${program}`);
    expect(await find(slug)).toMatchObject({ isProgramArchived: true });
  });
});
