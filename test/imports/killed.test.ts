import { afterAll, expect, test } from 'bun:test';
import { createDataDir } from '../support/database-file.ts';
import { fromSource, runProcess } from '../support/process.ts';
import { startServe } from '../support/server-process.ts';
import { csvOf, type ImportBody } from './support.ts';

const { dataDir, remove } = await createDataDir();
afterAll(remove);

test('an import whose process is killed goes on in the next one, each row once', async () => {
  const created = await runProcess([
    ...fromSource,
    ...['api-key', 'create', '--name', 'mover', '--scopes', 'admin', '--data-dir', dataDir],
  ]);
  const key = /trb_\S+/.exec(created.stdout)?.[0] ?? '';
  let server = await startServe(fromSource, dataDir);
  const call = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return (await response.json()) as Body;
  };
  await call('POST', '/api/v1/programs', { name: 'Acme', currency: 'USD' });
  await call('POST', '/api/v1/partners', { email: 'ann@example.com', name: 'Ann', code: 'ANN' });
  const rows = Array.from({ length: 1_500 }, (_, at) => `ANN,https://shop.example.com/${at},s${at}`);
  const csv = csvOf('partner,destination_url,slug', ...rows);
  const { id } = await call<ImportBody>('POST', '/api/v1/imports', { kind: 'links', csv, dry_run: false });
  const read = () => call<ImportBody>('GET', `/api/v1/imports/${id}`);

  const waitUntil = async (isThere: (job: ImportBody) => boolean): Promise<ImportBody> => {
    for (;;) {
      const job = await read();
      if (isThere(job)) return job;
      await Bun.sleep(20);
    }
  };
  await waitUntil(({ rows: { done } }) => done > 0);
  server.signal('SIGKILL');
  await server.ended;
  server = await startServe(fromSource, dataDir);
  const job = await waitUntil(({ state }) => state !== 'running');
  expect(job).toMatchObject({
    state: 'completed',
    rows: { total: 1_500, done: 1_500, created: 1_500, errors: 0 },
  });
  const again = await call<ImportBody>('POST', '/api/v1/imports', { kind: 'links', csv, dry_run: true });
  expect(again.rows.total).toBe(1_500);
  server.signal('SIGTERM');
  await server.ended;
}, 60_000);
