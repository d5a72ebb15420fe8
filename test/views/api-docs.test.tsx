import { beforeAll, describe, expect, test } from 'bun:test';
import { errorCodes } from '../../src/core/errors.ts';
import { eventCatalogue, eventDefinition, eventTypes } from '../../src/events/catalogue.ts';
import { serveAsset } from '../../src/http/assets.ts';
import { documentOf } from '../../src/http/render.ts';
import { scopes } from '../../src/http/scopes.ts';
import { openApiDocument } from '../../src/openapi/document.ts';
import { publicRoutes } from '../../src/openapi/public-addresses.api.ts';
import { ApiDocsPage } from '../../views/api-docs/api-docs.tsx';
import { hostileTexts } from '../jsx/hostile.ts';
import { type DocsPage, docsBaseUrl, readDocsPage } from './api-docs-page.ts';
import { attribute, elementsOf, tagged, textOf } from './document.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: object;
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: object;
}

let page: DocsPage;
let operations: { method: string; path: string; operation: Operation }[];
beforeAll(async () => {
  page = await readDocsPage();
  operations = Object.entries(page.document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation: operation as Operation,
    })),
  );
});

describe('the page of the API', () => {
  test('has one h1, its landmarks, and a link past the contents', () => {
    expect(tagged(page.elements, 'h1')).toHaveLength(1);
    for (const landmark of ['header', 'main', 'footer'])
      expect(tagged(page.elements, landmark)).toHaveLength(1);
    const [skip] = tagged(page.elements, 'a');
    expect(skip && attribute(skip, 'href')).toBe('#main');
    expect(page.find('main').tagName).toBe('main');
  });

  test('skips no level of heading', () => {
    const levels = page.elements.flatMap(({ tagName }) =>
      /^h\d$/.test(tagName) ? [Number(tagName[1])] : [],
    );
    const main = levels.slice(levels.indexOf(1));
    expect(main.length).toBeGreaterThan(100);
    for (const [at, level] of main.entries()) expect(level - (main[at - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  test('uses files of this server alone, and no code', () => {
    const files = page.elements.flatMap((element) =>
      ['link', 'img', 'script'].includes(element.tagName) ? [attribute(element, 'href') ?? ''] : [],
    );
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((file) => !serveAsset(file, new Request('http://localhost/')))).toEqual([]);
    expect(tagged(page.elements, 'style')).toEqual([]);
    const blocked = page.elements.flatMap(({ attrs }) =>
      attrs.filter(({ name }) => /^(on|style$)/.test(name)),
    );
    expect(blocked).toEqual([]);
  });

  test('leads only to what is there, and no two things have one address', () => {
    const ids = page.elements.flatMap((element) => attribute(element, 'id') ?? []);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const targets = tagged(page.elements, 'a').map((link) => attribute(link, 'href') ?? '');
    expect(targets.filter((target) => target.startsWith('#')).length).toBeGreaterThan(200);
    const others = targets.filter((target) => !ids.includes(target.slice(1)) || !target.startsWith('#'));
    expect([...new Set(others)].sort()).toEqual(['/', '/api/openapi.json']);
  });

  test('has every operation under its id, with all that the document says of it', () => {
    expect(operations).toHaveLength(page.routes.length + publicRoutes.length);
    for (const { method, path, operation } of operations) {
      const text = textOf(page.find(operation.operationId));
      const scope = operation.security[0]?.apiKey?.[0];
      const names = (operation.parameters ?? []).map(({ name }) => name);
      const told = [method, path, operation.summary, ...Object.keys(operation.responses), ...names];
      for (const each of [...told, scope === undefined ? 'Needs no API key' : `Needs the scope ${scope}`])
        expect(text).toContain(each);
      if (operation.requestBody) expect(text).toMatch(/BodyField|The body has no fields/);
    }
  });

  test('names every operation and every group of events in its contents', () => {
    const [contents] = tagged(page.elements, 'nav');
    if (!contents) throw new Error('there are no contents');
    const links = tagged(page.elements.slice(page.elements.indexOf(contents)), 'a').map((link) =>
      attribute(link, 'href'),
    );
    for (const { operation } of operations) expect(links).toContain(`#${operation.operationId}`);
    for (const type of eventTypes) expect(links).toContain(`#events-${type.split('.')[0]}`);
  });

  test('has every event with its sentence, its other names, its fields and its example', () => {
    const webhooks = page.document.webhooks as Record<string, { post: Operation }>;
    for (const type of eventTypes) {
      const { meaning, aliases, example } = eventDefinition(type);
      const text = textOf(page.find(webhooks[type]?.post.operationId ?? ''));
      expect(text).toContain(meaning);
      for (const alias of Object.values(aliases)) expect(text).toContain(alias);
      expect(text).toContain(JSON.stringify(example, null, 2).replaceAll('\n', '\n  '));
      expect(text).toMatch(/Fields of data in|has the fields of/);
    }
  });

  test('lists every code a refusal may carry, with its status, and every scope', () => {
    for (const [code, status] of Object.entries(errorCodes)) {
      const row = textOf(page.find(`code-${code}`));
      expect(row).toContain(code);
      expect(row).toContain(String(status));
    }
    const text = page.elements
      .filter(({ tagName }) => tagName === 'main')
      .map(textOf)
      .join();
    for (const scope of scopes) expect(text).toContain(scope);
  });

  test('prints the closed lists whole', () => {
    const section = page.elements.find((element) => attribute(element, 'aria-labelledby') === 'closed-lists');
    const text = section ? textOf(section) : '';
    expect(text).toContain('manual, referral, promo_code, click_id, partner_code, cookie, none');
    expect(text).toContain('partner_suspended, partner_terminated');
    expect(textOf(page.find('money-and-times').parentNode as never)).toContain('EUR');
  });

  test('is small enough for a phone: at most 120 KB as it is sent', () => {
    expect(Bun.gzipSync(page.html).length).toBeLessThan(120_000);
  });
});

test('takes nothing for markup, whatever stands in a schema, a route or an example', async () => {
  const [anEvent] = Object.values(eventCatalogue);
  const kindsWith = async (text: string) => {
    const event = { ...anEvent, meaning: text, aliases: { affonso: text }, example: { text } };
    const document = openApiDocument({
      routes: [],
      publicRoutes: publicRoutes.map((route) => ({ ...route, summary: text, description: text, tag: text })),
      catalogue: { 'click.tracked': event as never },
      baseUrl: docsBaseUrl,
      version: text,
    });
    const elements = elementsOf(await documentOf(ApiDocsPage({ document })));
    return new Set(
      elements.map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(' ')}`),
    );
  };
  const usual = await kindsWith('x');
  for (const text of hostileTexts) {
    const strange = [...(await kindsWith(text)).difference(usual)];
    expect({ text, strange }).toEqual({ text, strange: [] });
  }
});
