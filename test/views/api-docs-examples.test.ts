import { beforeAll, describe, expect, test } from 'bun:test';
import type { z } from 'zod';
import { publicRoutes } from '../../src/openapi/public-addresses.api.ts';
import { type DocsPage, docsBaseUrl, readDocsPage } from './api-docs-page.ts';
import { type Element, textOf } from './document.ts';

let page: DocsPage;
beforeAll(async () => {
  page = await readDocsPage();
});

interface Command {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
}

/** What a shell makes of all commands: their arguments, as `curl` would get them. */
const runInShell = (commands: readonly string[]): string[][] => {
  const script = `curl() { for each; do printf '%s\\036' "$each"; done; printf '\\035'; }\n${commands.join('\n')}`;
  const { stdout, stderr, exitCode } = Bun.spawnSync(['sh', '-c', script], {
    env: { TRIBUTARY_API_KEY: 'trb_key' },
  });
  expect({ exitCode, errors: stderr.toString() }).toEqual({ exitCode: 0, errors: '' });
  return stdout
    .toString()
    .split('\x1d')
    .slice(0, -1)
    .map((run) => run.split('\x1e').slice(0, -1));
};

const toCommand = (args: readonly string[]): Command => {
  const valuesOf = (option: string) => args.flatMap((arg, at) => (args[at - 1] === option ? [arg] : []));
  const [url = ''] = args.filter((arg, at) => !arg.startsWith('-') && !/^-[XHd]$/.test(args[at - 1] ?? ''));
  const [body] = valuesOf('-d');
  const [method = body === undefined ? 'GET' : 'POST'] = valuesOf('-X');
  return { method, url, headers: valuesOf('-H'), body };
};

/** Of everything that is documented, what it is made from. */
const documented = (): {
  id: string;
  path: string;
  method: string;
  isPublic: boolean;
  body?: z.ZodType;
}[] => {
  const idOf = (path: string, method: string) => {
    const operation = page.document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    return (operation as { operationId: string }).operationId;
  };
  return [...page.routes, ...publicRoutes].map((each) => ({
    id: idOf(each.path, each.method),
    path: each.path,
    method: each.method,
    isPublic: !('scope' in each),
    ...(each.body && { body: each.body }),
  }));
};

const commandTextOf = (id: string): string => {
  const code = codesIn(page.find(id))[0];
  return code ? textOf(code) : '';
};

const codesIn = (element: Element): Element[] =>
  element.childNodes.flatMap((node) => {
    if (!('tagName' in node)) return [];
    return node.tagName === 'pre' ? node.childNodes.filter((child) => 'tagName' in child) : codesIn(node);
  });

describe('the example of every operation', () => {
  test('is a command that asks for it, at this installation, with a key where one is needed', () => {
    const operations = documented();
    const commands = runInShell(operations.map(({ id }) => commandTextOf(id))).map(toCommand);
    expect(commands).toHaveLength(operations.length);
    for (const [at, { id, path, method, isPublic }] of operations.entries()) {
      const command = commands[at];
      if (!command) throw new Error(`no command for ${id}`);
      const { url, headers } = command;
      const pattern = new RegExp(
        `^${docsBaseUrl}${path.replaceAll('.', '\\.').replace(/:\w+/g, '[\\w%-]+')}$`,
      );
      expect({ id, method: command.method, fits: pattern.test(url) }).toEqual({ id, method, fits: true });
      expect(headers.includes('Authorization: Bearer trb_key')).toBe(!isPublic);
    }
  });

  test('sends a body that the operation takes; choose one in views/api-docs/request-bodies.ts if it does not', () => {
    const operations = documented().filter(({ body }) => body);
    expect(operations.length).toBeGreaterThan(15);
    for (const { id, body } of operations) {
      const { body: sent = '{}' } = toCommand(runInShell([commandTextOf(id)])[0] ?? []);
      const result = body?.safeParse(JSON.parse(sent));
      expect({ id, problem: result?.error?.message }).toEqual({ id, problem: undefined });
    }
  });
});
