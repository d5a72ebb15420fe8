import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingKeys, variableOf } from '../../src/config.ts';
import { run } from './test-terminal.ts';

test('prints every setting with its source, and never a secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-print-'));
  const secret = 'a-secret-that-nobody-may-ever-see-on-a-screen';
  writeFileSync(join(folder, 'secret'), secret);
  const flags = ['--secret-file', join(folder, 'secret'), '--port', '4711'];
  const text = await run(['config', 'print', ...flags]);
  const json = await run(['config', 'print', '--json', ...flags]);
  rmSync(folder, { recursive: true });

  for (const key of settingKeys) expect(text.stdout).toContain(variableOf(key));
  expect(text.stdout).toMatch(/^TRIBUTARY_PORT +4711 +--port$/m);
  expect(JSON.parse(json.stdout)).toMatchObject({
    TRIBUTARY_PORT: { value: 4711, source: '--port' },
    TRIBUTARY_SECRET: { value: '********', source: '--secret-file' },
    TRIBUTARY_METRICS_TOKEN: { value: null, source: 'default' },
    TRIBUTARY_ADMIN_EMAIL: { value: null, source: 'default' },
  });
  expect(text.stdout + json.stdout + text.stderr + json.stderr).not.toContain(secret);
});
