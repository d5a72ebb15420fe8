import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createServer } from '../../src/server.ts';
import {
  clickCurl,
  keyVariable,
  linkCurl,
  partnerCurl,
  purchaseCurl,
  purchaseFetch,
  type SnippetFacts,
} from '../../views/onboarding/snippets.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

/** What the first page shows is run as it stands there, with a shell, against a server. */
let it: TestApp;
let server: Bun.Server<undefined>;
let facts: SnippetFacts;
beforeAll(async () => {
  it = await createTestApp();
  const handler = createServer(it.app);
  server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => handler.handle(request) });
  const program = await it.build.program({ currency: 'EUR' });
  facts = {
    baseUrl: server.url.origin,
    programId: program.id,
    currency: 'EUR',
    publishableKey: String(program.publishable_key),
    partner: undefined,
    slug: undefined,
  };
});
afterAll(async () => {
  await server.stop(true);
  await it.close();
});

const run = async (command: readonly string[]): Promise<string> => {
  const env = { ...process.env, [keyVariable]: it.key };
  const child = Bun.spawn([...command], { env, stdout: 'pipe', stderr: 'inherit' });
  return new Response(child.stdout).text();
};

const shell = (script: string): Promise<string> => run(['sh', '-c', script]);

test('in their order they lead from nothing to a click and a commission', async () => {
  const partner = JSON.parse(await shell(partnerCurl(facts)));
  expect(partner).toMatchObject({ code: 'ada', program_id: facts.programId });
  const withPartner = { ...facts, partner: { id: partner.id, code: partner.code } };
  const link = JSON.parse(await shell(linkCurl(withPartner)));
  expect(link.slug).toBe('first');
  const purchase = JSON.parse(await shell(purchaseCurl(withPartner)));
  expect(purchase.commissions[0]).toMatchObject({ amount: 980, currency: 'EUR' });
  const again = await run([process.execPath, '-e', purchaseFetch(withPartner)]);
  expect(again).toContain('200');
  const { body } = await it.call('GET', '/api/v1/conversions');
  expect(body.data).toHaveLength(1);
});

test('the click goes through the redirect of a link', () => {
  expect(clickCurl({ ...facts, slug: 'first' })).toContain(`'${facts.baseUrl}/r/first'`);
});
