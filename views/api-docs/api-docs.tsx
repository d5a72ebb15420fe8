import type { OpenApiDocument } from '../../src/openapi/document.ts';
import { Layout } from '../layout.tsx';
import { apiOf } from './api.ts';
import { ClosedListsSection } from './closed-lists.tsx';
import { Contents } from './contents.tsx';
import { EventsSection } from './events.tsx';
import { guides } from './guides.tsx';
import { ObjectsSection } from './objects.tsx';
import { TagSection } from './tag.tsx';

/** The whole API on one page, read from the document that programs read. */
export const ApiDocsPage = ({ document }: { document: OpenApiDocument }) => {
  const api = apiOf(document);
  return (
    <Layout heading="API" beside={<Contents api={api} />} styles="docs.css">
      <p class="lead">
        JSON at <code>{api.baseUrl}</code>. For generating a client, the same as OpenAPI 3.1:{' '}
        <a href="/api/openapi.json">openapi.json</a>. Version {api.version}.
      </p>
      {guides.map(({ id, title, Text }) => (
        <section aria-labelledby={id}>
          <h2 id={id}>{title}</h2>
          <Text api={api} />
        </section>
      ))}
      {api.tags.map((tag) => (
        <TagSection tag={tag} api={api} />
      ))}
      <EventsSection events={api.events} />
      <ObjectsSection api={api} />
      <ClosedListsSection api={api} />
    </Layout>
  );
};
