import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTimeoutMs, builtExecutable } from '../support/built-executable.ts';

let executable: string;
let folder: string;
beforeAll(async () => {
  executable = await builtExecutable();
  folder = mkdtempSync(join(tmpdir(), 'tributary-prompt-'));
}, buildTimeoutMs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `admin create` in a terminal; types each answer when the prompt before it is there. */
const createAt = async (email: string, answers: Readonly<Record<string, string>>) => {
  let screen = '';
  const waiting = Object.entries(answers);
  const running = Bun.spawn([executable, 'admin', 'create', '--email', email, '--data-dir', folder], {
    cwd: '/',
    timeout: 30_000,
    terminal: {
      cols: 200,
      rows: 24,
      data: (terminal, bytes) => {
        screen += new TextDecoder().decode(bytes);
        const [next] = waiting;
        if (!next || !screen.includes(next[0])) return;
        waiting.shift();
        terminal.write(next[1]);
      },
    },
  });
  const code = await running.exited;
  running.terminal?.close();
  return { code, screen };
};

test('a password typed at the terminal is asked for twice and never shown', async () => {
  const { code, screen } = await createAt('ann@example.com', {
    'Password: ': 'correct horsee\u007f battery\r',
    'The same again: ': 'correct horse battery\r',
  });
  expect(screen).toContain('made admin ann@example.com');
  expect(screen).not.toContain('horse');
  expect(code).toBe(0);
});

test('Ctrl-C at the prompt gives up and makes nobody', async () => {
  const { code, screen } = await createAt('bob@example.com', { 'Password: ': 'half\u0003' });
  expect(code).toBe(130);
  expect(screen).not.toContain('made');
});
