import type { Route } from '../../src/http/route.ts';
import type { OpenApiDocument } from '../../src/openapi/document.ts';
import { createTestApp } from '../support/app.ts';
import { attribute, type Element, elementsOf } from './document.ts';

/** The documentation as the server hands it out, and what it was made from. */
export interface DocsPage {
  readonly html: string;
  readonly elements: readonly Element[];
  readonly document: OpenApiDocument;
  readonly routes: readonly Route[];
  /** The element with this id; throws when there is none. */
  find(id: string): Element;
}

export const docsBaseUrl = 'https://partners.example.com';

export const readDocsPage = async (): Promise<DocsPage> => {
  const it = await createTestApp({ config: { baseUrl: docsBaseUrl } });
  try {
    const page = await it.call<string>('GET', '/api/docs', { key: null });
    const openApi = await it.call<OpenApiDocument>('GET', '/api/openapi.json', { key: null });
    const elements = elementsOf(page.body);
    const byId = new Map(elements.map((element) => [attribute(element, 'id'), element]));
    const find = (id: string) => {
      const element = byId.get(id);
      if (!element) throw new Error(`nothing on the page has the id ${id}`);
      return element;
    };
    return { html: page.body, elements, document: openApi.body, routes: it.routes, find };
  } finally {
    await it.close();
  }
};
