import { scrollable } from './components/scrollable.ts';
import { Layout } from './layout.tsx';

/**
 * What a visitor of the bare address sees.
 * @param baseUrl where browsers and backends reach this installation, without a trailing slash
 */
export const HomePage = ({ baseUrl }: { baseUrl: string }) => (
  <Layout heading="Tributary is running">
    <p class="lead">
      This installation follows partners’ links, credits the sales they bring and tells the merchant’s systems
      about every step.
    </p>
    <section class="card" aria-labelledby="merchant">
      <h2 id="merchant">For the merchant</h2>
      <p>Partners, sales, payouts and webhooks are run from the administration.</p>
      <p>
        <a class="button" data-kind="primary" href="/admin">
          Sign in
        </a>
      </p>
    </section>
    <section class="card" aria-labelledby="developers">
      <h2 id="developers">For developers</h2>
      <dl class="facts">
        <dt>API</dt>
        <dd>
          <code>{baseUrl}/api/v1</code>
          <p class="muted">JSON. Every call carries an API key.</p>
        </dd>
        <dt>Documentation</dt>
        <dd>
          <a href="/api/docs">{baseUrl}/api/docs</a>
          <p class="muted">Every call with its fields, answers and errors.</p>
        </dd>
        <dt>OpenAPI</dt>
        <dd>
          <a href="/api/openapi.json">{baseUrl}/api/openapi.json</a>
          <p class="muted">The same in OpenAPI 3.1, to generate a client from.</p>
        </dd>
      </dl>
    </section>
    <section class="card" aria-labelledby="first-call">
      <h2 id="first-call">First call</h2>
      <p>Make a key on the server; it is shown once:</p>
      <pre {...scrollable}>
        <code>{'tributary api-key create \\\n  --name backend --scopes read'}</code>
      </pre>
      <p>Then ask for the programs:</p>
      <pre {...scrollable}>
        <code>{`curl ${baseUrl}/api/v1/programs \\\n  -H "Authorization: Bearer $TRIBUTARY_API_KEY"`}</code>
      </pre>
    </section>
    <p class="muted">
      Looking for a shop? The link you followed was probably cut short. Ask whoever shared it for the whole
      link.
    </p>
  </Layout>
);
