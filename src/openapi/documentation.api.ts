import { ApiDocsPage } from '../../views/api-docs/api-docs.tsx';
import { eventCatalogue } from '../events/catalogue.ts';
import { documentOf } from '../http/render.ts';
import type { Route } from '../http/route.ts';
import { writtenOnce } from '../http/written-once.ts';
import { version } from '../version.ts';
import { type OpenApiDocument, openApiDocument } from './document.ts';
import { publicRoutes } from './public-addresses.api.ts';

/** The API described, for programs and for people, from one document. */
export interface Documentation {
  /** Answers `GET /api/openapi.json`. */
  json(request: Request): Promise<Response>;
  /** Answers `GET /api/docs`. */
  page(request: Request): Promise<Response>;
}

/** @param baseUrl where this installation is reached, without a trailing slash */
export const createDocumentation = (routes: readonly Route[], baseUrl: string): Documentation => {
  let known: OpenApiDocument | undefined;
  const document = () => {
    known ??= openApiDocument({ routes, publicRoutes, catalogue: eventCatalogue, baseUrl, version });
    return known;
  };
  return {
    json: writtenOnce('application/json', () => JSON.stringify(document())),
    page: writtenOnce('text/html; charset=utf-8', () => documentOf(ApiDocsPage({ document: document() }))),
  };
};
