import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { command } from '../../src/cli/command.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { settingOption } from '../../src/cli/setting-options.ts';
import { run } from './test-terminal.ts';

describe('help', () => {
  test('of the whole lists every verb', async () => {
    for (const words of [['--help'], ['-h'], ['help']]) {
      const { exit, stdout } = await run(words);
      expect(exit).toBe('ok');
      for (const { words: verb } of commands) expect(stdout).toContain(`  ${verb.join(' ')} `);
    }
  });

  test.each(commands.map((verb) => [verb.words.join(' '), verb] as const))(
    'of "%s" lists its options and every exit code, and does nothing else',
    async (_, verb) => {
      const { exit, stdout, stderr } = await run([...verb.words, '--help']);
      expect(exit).toBe('ok');
      expect(stderr).toBe('');
      const flags = [...Object.keys(verb.options), ...verb.settings.map((key) => settingOption(key)[0])];
      for (const flag of flags) expect(stdout).toContain(`--${flag}`);
      for (const { code, meaning } of Object.values(exitCodes))
        expect(stdout).toContain(meaning && `${code} `);
    },
  );

  test('of a group lists only its verbs', async () => {
    const { exit, stdout } = await run(['admin', '--help']);
    expect(exit).toBe('ok');
    expect(stdout).toContain('admin create');
    expect(stdout).not.toContain('api-key');
  });
});

describe('a command line that is not understood', () => {
  test.each([
    [['nonsense'], 'there is no command "nonsense"'],
    [['nonsense', '--data-dir', '/tmp'], 'there is no command "nonsense";'],
    [['admin', 'crate'], 'there is no command "admin crate"'],
    [['version', '--colour'], '--colour'],
    [['version', 'extra'], 'extra'],
    [['config', 'print', '--port'], '--port'],
    [['api-key', 'create', '--scopes', 'read'], '--name is missing'],
  ])('%p is refused with the usage code and named', async (words, named) => {
    const { exit, stdout, stderr } = await run(words);
    expect(exit).toBe('usage');
    expect(stdout).toBe('');
    expect(stderr).toContain(named);
  });

  test('nothing at all, or half a command, gets the list of verbs on standard error', async () => {
    for (const words of [[], ['admin']]) {
      const { exit, stdout, stderr } = await run(words);
      expect(exit).toBe('usage');
      expect(stdout).toBe('');
      expect(stderr).toContain('admin create');
    }
  });
});

describe('what goes wrong', () => {
  test('in the configuration has its own exit code and names the flag', async () => {
    const { exit, stderr } = await run(['config', 'print', '--port', 'many']);
    expect(exit).toBe('configuration');
    expect(stderr).toBe('tributary: --port must be a port number from 1 to 65535\n');
  });

  test('unforeseen ends in a failure that shows where it came from', async () => {
    const broken = command({
      words: ['broken'],
      summary: 'Fail',
      options: {},
      settings: [],
      run: () => Promise.reject(new Error('surprise')),
    });
    const lines: string[] = [];
    const terminal = { err: (text: string) => void lines.push(text) };
    expect(await runCommandLine([broken], ['broken'], terminal as never)).toBe('failure');
    expect(lines.join('')).toContain('surprise');
    expect(lines.join('')).toContain('command-line.test.ts');
  });
});

test('prints the version, plain and as JSON', async () => {
  expect((await run(['version'])).stdout).toMatch(/^tributary \d+\.\d+\.\d+\n$/);
  expect((await run(['--version'])).stdout).toMatch(/^tributary /);
  expect(JSON.parse((await run(['version', '--json'])).stdout)).toMatchObject({ bun: Bun.version });
});

test('the README lists every verb and every exit code', async () => {
  const readme = await Bun.file(join(import.meta.dir, '../../README.md')).text();
  for (const { words } of commands) expect(readme).toContain(`| \`tributary ${words.join(' ')}\` |`);
  for (const { code, meaning } of Object.values(exitCodes))
    expect(readme).toContain(`| ${code} | ${meaning} |`);
});
