import { describe, expect, test } from 'bun:test';
import { serveAsset } from '../../src/http/assets.ts';
import { page } from '../../src/http/render.ts';
import type { View } from '../../src/jsx/markup.ts';
import { ErrorPage, UnknownLinkPage } from '../../views/error-page.tsx';
import { HomePage } from '../../views/home.tsx';
import { hostileTexts } from '../jsx/hostile.ts';
import { attribute, type Element, elementsOf, tagged, textOf } from './document.ts';

const baseUrl = 'https://partners.example.com';
const pages: Readonly<Record<string, () => View>> = {
  home: () => <HomePage baseUrl={baseUrl} />,
  'unknown link': () => <UnknownLinkPage />,
  'not found': () => <ErrorPage status={404} />,
  failure: () => <ErrorPage status={500} requestId="req_1" />,
};

const read = async (view: View): Promise<Element[]> => elementsOf(await (await page(view)).text());
const shape = (elements: readonly Element[]) =>
  elements.map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(' ')}`);

describe.each(Object.keys(pages))('the page %s', (name) => {
  const elements = async () => read(pages[name]?.() ?? Promise.reject(new Error(name)));

  test('has a title, a language, one h1 that says the same, and its landmarks', async () => {
    const all = await elements();
    const [heading, ...others] = tagged(all, 'h1');
    expect(heading && textOf(heading)).not.toBe('');
    expect(others).toEqual([]);
    expect(tagged(all, 'title').map(textOf)).toEqual([`${heading && textOf(heading)} · Tributary`]);
    expect(tagged(all, 'html').map((html) => attribute(html, 'lang'))).toEqual(['en']);
    for (const landmark of ['header', 'main', 'footer']) expect(tagged(all, landmark)).toHaveLength(1);
  });

  test('starts with a link past its banner', async () => {
    const all = await elements();
    const [first] = tagged(all, 'a');
    const target = first && attribute(first, 'href');
    expect(target).toStartWith('#');
    expect(all.find((element) => `#${attribute(element, 'id')}` === target)?.tagName).toBe('main');
  });

  test('uses files of this server alone, each of which it hands out', async () => {
    const files = (await elements()).flatMap((element) =>
      ['link', 'script', 'img'].includes(element.tagName)
        ? [attribute(element, 'href') ?? attribute(element, 'src') ?? '']
        : [],
    );
    expect(files.length).toBeGreaterThan(0);
    const request = new Request('http://localhost/');
    expect(files.filter((file) => !serveAsset(file, request))).toEqual([]);
  });

  test('holds nothing that the content security policy would block', async () => {
    for (const { tagName, attrs } of await elements()) {
      expect(tagName).not.toBe('style');
      expect(attrs.filter((attr) => /^(?:on|style$)/.test(attr.name))).toEqual([]);
    }
  });

  test('links only to places of its own', async () => {
    const targets = tagged(await elements(), 'a').map((link) => attribute(link, 'href') ?? '');
    expect(targets.filter((target) => !/^[/#](?!\/)/.test(target))).toEqual([]);
  });
});

describe('the home page', () => {
  test('says where the API and its documentation are, under the address people use', async () => {
    const text = (await read(<HomePage baseUrl={baseUrl} />)).map(textOf).join('\n');
    for (const path of ['/api/v1', '/api/docs', '/api/openapi.json']) expect(text).toContain(baseUrl + path);
  });
});

describe('an error page', () => {
  test('names the request, so that the operator finds it in the log', async () => {
    const [main] = tagged(await read(<ErrorPage status={500} requestId="req_7" />), 'main');
    expect(main && textOf(main)).toContain('Error 500, request req_7');
  });

  test('gives the reason it was told instead of the usual one', async () => {
    const [main] = tagged(await read(<ErrorPage status={429} detail="Wait for 40 seconds." />), 'main');
    expect(main && textOf(main)).toContain('Wait for 40 seconds.');
    expect(main && textOf(main)).not.toContain('More requests came');
  });

  test('has words of its own for every status, foreseen or not', async () => {
    for (const status of [400, 403, 404, 405, 413, 418, 429, 500, 503, 599]) {
      const [main] = tagged(await read(<ErrorPage status={status} />), 'main');
      expect(main && textOf(main)).toContain(`Error ${status}`);
    }
  });

  test('keeps its shape whatever stands in its reason or its request id', async () => {
    const usual = shape(await read(<ErrorPage status={404} detail="x" requestId="x" />));
    for (const text of hostileTexts) {
      expect(shape(await read(<ErrorPage status={404} detail={text} requestId={text} />))).toEqual(usual);
    }
  });
});
