import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { kindOf } from './architecture/kinds.ts';
import { maxLines, violations } from './architecture/rules.ts';
import { readSource, readSources } from './architecture/source.ts';

const root = join(import.meta.dir, '..');
const sources = await readSources(root, ['src', 'views', 'migrations']);

describe('the house', () => {
  test('was read: every kind of file is there, and imports were seen', () => {
    expect(sources.length).toBeGreaterThan(100);
    const kinds = new Set(sources.map(({ path }) => kindOf(path)?.name));
    for (const kind of [
      'core',
      'jsx',
      'database',
      'http',
      'noun',
      'store',
      'service',
      'cli',
      'main',
      'view',
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(500);
  });

  test('keeps its rules', () => {
    expect(violations(sources)).toEqual([]);
  });

  test('keeps tests within the length of a file, too', async () => {
    const tests = await readSources(root, ['test', 'bench']);
    expect(tests.length).toBeGreaterThan(20);
    const long = tests.filter(({ lines }) => lines > maxLines).map(({ path }) => path);
    expect(long).toEqual([]);
  });
});

test('the lock file names no registry, so that everybody installs from their own', async () => {
  const lock = await Bun.file(join(root, 'package-lock.json')).text();
  expect(JSON.parse(lock).packages['node_modules/elysia'].integrity).toStartWith('sha512-');
  expect(lock).not.toContain('"resolved"');
});

describe('a planted violation is found', () => {
  const plant = (path: string, text: string) => violations([readSource(path, text)]);

  test.each([
    ['src/core/money.ts', "import { log } from '../http/problem.ts';", 'imports src/http/problem.ts'],
    [
      'src/http/route.ts',
      "import type { A } from '../partners/partner.ts';",
      'imports src/partners/partner.ts',
    ],
    ['src/database/a.ts', "export * from '../events/record.ts';", 'imports src/events/record.ts'],
    ['src/links/link.ts', "import { a } from '../partners/partner.ts';", 'imports src/partners/partner.ts'],
    [
      'src/links/link.store.ts',
      "import { a } from '../partners/partner.store.ts';",
      'imports src/partners/partner.store.ts',
    ],
    [
      'src/links/link.service.ts',
      "import {\n  a,\n} from '../partners/partner.service.ts';",
      'imports src/partners/partner.service.ts',
    ],
    [
      'src/links/link.service.ts',
      "const a = await import('../workflows/track-click.ts');",
      'imports src/workflows/track-click.ts',
    ],
    [
      'src/links/link.service.ts',
      "import '../links-extra/link.api.ts';",
      'imports src/links-extra/link.api.ts',
    ],
    ['src/workflows/a.ts', "import type { App } from '../app.ts';", 'imports src/app.ts'],
    ['src/links/link.api.ts', "import { createApp } from '../app.ts';", 'imports src/app.ts'],
    ['src/server.ts', "import { commands } from './cli/commands.ts';", 'imports src/cli/commands.ts'],
    [
      'views/links/list.tsx',
      "import { a } from '../../src/links/link.store.ts';",
      'imports src/links/link.store.ts',
    ],
    ['src/core/a.ts', "import { a } from '../../test/support/app.ts';", 'imports test/support/app.ts'],
    ['src/links/link.service.ts', "import { sql } from 'kysely';", 'has kysely'],
    ['src/links/link.store.ts', "import { Database } from 'bun:sqlite';", 'has bun:sqlite'],
    ['src/links/link.api.ts', "import { Elysia } from 'elysia';", 'has elysia'],
    ['src/links/link.ts', 'const a = process.env.HOME;', 'has the environment'],
    ['src/links/link.ts', 'const a = Bun.env.HOME;', 'has the environment'],
    ['src/links/link.ts', 'const a = Date.now();', 'has the time'],
    ['src/links/link.ts', 'const a = new Date();', 'has the time'],
    ['src/links/link.ts', 'const a = Math.random();', 'has randomness'],
    ['src/links/link.ts', 'const a = crypto.randomUUID();', 'has randomness'],
    ['src/cli/serve.ts', 'process.exit(1);', 'has process.exit'],
    ['src/links/link.ts', "const a = await fetch('https://example.com');", 'has the network'],
    ['src/links/page.tsx', 'export const a = 1;', 'is JSX outside views/'],
    ['src/links/link.ts', 'export default 1;', 'has a default export'],
    ['src/webhooks/drainer/drainer.ts', "import { a } from '../../partners/partner.ts';", 'knows a noun'],
    ['src/stray.ts', 'export const a = 1;', 'is of no kind'],
    ['src/links/link.ts', 'const a = 1;\n'.repeat(maxLines + 1), `${maxLines} at most`],
  ])('in %s', (path, text, expected) => {
    expect(plant(path, text).join('\n')).toContain(expected);
  });
});

describe('what is allowed passes', () => {
  test.each([
    ['src/links/link.api.ts', "import type { App } from '../app.ts';"],
    [
      'src/links/link.service.ts',
      "import { a } from './link.store.ts';\nimport { b } from '../core/money.ts';",
    ],
    ['src/links/link.store.ts', "import { sql } from 'kysely';"],
    ['src/links/link.ts', '// process.env and Date.now() in a comment\nconst a = new Date(5);'],
    ['src/links/link.ts', "/* import '../app.ts' */\nconst a = 'https://example.com'; // fetch("],
    ['src/links/link.ts', 'const a = await app.fetch(url);'],
  ])('in %s', (path, text) => {
    expect(violations([readSource(path, text)])).toEqual([]);
  });
});
