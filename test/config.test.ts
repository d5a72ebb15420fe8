import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError, flagOf, isSecret, loadConfig, settingKeys, variableOf } from '../src/config.ts';
import { settings } from '../src/config-settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tributary-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problemsOf = (sources: Parameters<typeof loadConfig>[0]): readonly string[] => {
  try {
    loadConfig({ env: {}, ...sources });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('without anything given', () => {
  test('listens on the loopback address only, keeps data in ./data and trusts no proxy', () => {
    const { config, sources } = loadConfig({ env: {} });
    expect(config).toEqual({
      host: '127.0.0.1',
      port: 3000,
      dataDir: resolve('data'),
      baseUrl: 'http://127.0.0.1:3000',
      secret: undefined,
      logLevel: 'info',
      logFormat: 'json',
      trustedProxies: [],
      webhookAllowHttp: false,
      webhookAllowCidrs: [],
      webhookSourceAddresses: [],
      smtpUrl: undefined,
      mailFrom: undefined,
      retentionPayloadDays: 30,
      retentionExcerptDays: 30,
      retentionAttemptDays: 90,
      metricsToken: undefined,
      adminEmail: undefined,
      adminPasswordFile: undefined,
    });
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });
});

describe('where a value comes from', () => {
  test('a flag wins over a variable, a variable over the default', () => {
    const env = { TRIBUTARY_PORT: '4000', TRIBUTARY_HOST: '::1' };
    const { config, sources } = loadConfig({ env, flags: { port: '5000' } });
    expect(config.port).toBe(5000);
    expect(config.host).toBe('::1');
    expect(sources).toMatchObject({ port: '--port', host: 'TRIBUTARY_HOST', dataDir: 'default' });
  });

  test('a secret comes from its variable, else from the file that the _FILE variable names', () => {
    const file = join(folder, 'secret');
    const fromFile = 'from-file-'.padEnd(40, 'x');
    writeFileSync(file, `${fromFile}\n`);
    const env = { TRIBUTARY_SECRET_FILE: file };
    expect(loadConfig({ env }).config.secret).toBe(fromFile);
    expect(loadConfig({ env }).sources.secret).toBe('TRIBUTARY_SECRET_FILE');
    const direct = 'direct-'.padEnd(40, 'x');
    expect(loadConfig({ env: { ...env, TRIBUTARY_SECRET: direct } }).config.secret).toBe(direct);
    const other = join(folder, 'other');
    writeFileSync(other, 'y'.repeat(40));
    expect(loadConfig({ env, flags: { 'secret-file': other } }).config.secret).toBe('y'.repeat(40));
  });

  test('an empty variable counts as not set', () => {
    expect(loadConfig({ env: { TRIBUTARY_PORT: '', TRIBUTARY_SECRET: '' } }).config.port).toBe(3000);
  });

  test('names our variables that mean nothing, and only ours', () => {
    const { unknownVariables } = loadConfig({
      env: { TRIBUTARY_PROT: '1', PATH: '/bin', TRIBUTARY_HOST: 'a' },
    });
    expect(unknownVariables).toEqual(['TRIBUTARY_PROT']);
  });

  test('no secret can be given on the command line', () => {
    for (const key of settingKeys.filter(isSecret)) expect(flagOf(key)).toEndWith('-file');
    expect(settingKeys.filter(isSecret)).not.toBeEmpty();
  });
});

describe('the address for others', () => {
  test.each([
    ['0.0.0.0', 'http://localhost:3000'],
    ['::', 'http://localhost:3000'],
    ['::1', 'http://[::1]:3000'],
    ['shop.internal', 'http://shop.internal:3000'],
  ])('host %s is reached at %s unless said otherwise', (host, expected) => {
    expect(loadConfig({ env: { TRIBUTARY_HOST: host } }).config.baseUrl).toBe(expected);
  });

  test('loses its trailing slash', () => {
    const env = { TRIBUTARY_BASE_URL: 'https://Partners.example.com/' };
    expect(loadConfig({ env }).config.baseUrl).toBe('https://partners.example.com');
  });
});

describe('what cannot be used is refused by name', () => {
  test.each([
    ['TRIBUTARY_PORT', '0'],
    ['TRIBUTARY_PORT', '65536'],
    ['TRIBUTARY_PORT', 'tcp://10.0.0.1:3000'],
    ['TRIBUTARY_PORT', '3000 '],
    ['TRIBUTARY_HOST', 'a b'],
    ['TRIBUTARY_BASE_URL', 'ftp://example.com'],
    ['TRIBUTARY_BASE_URL', 'https://user:secret@example.com'],
    ['TRIBUTARY_BASE_URL', 'https://example.com/app'],
    ['TRIBUTARY_LOG_LEVEL', 'verbose'],
    ['TRIBUTARY_LOG_FORMAT', 'xml'],
    ['TRIBUTARY_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRIBUTARY_TRUSTED_PROXIES', 'proxy.internal'],
    ['TRIBUTARY_WEBHOOK_ALLOW_HTTP', 'maybe'],
    ['TRIBUTARY_WEBHOOK_ALLOW_CIDRS', '::1/129'],
    ['TRIBUTARY_SECRET', 'too-short-a-secret'],
  ])('%s=%s', (variable, value) => {
    const problems = problemsOf({ env: { [variable]: value } });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toStartWith(`${variable} `);
    if (variable === 'TRIBUTARY_SECRET') expect(problems[0]).not.toContain(value);
  });

  test('a flag by its flag, and every problem at once', () => {
    const problems = problemsOf({ flags: { port: 'x' }, env: { TRIBUTARY_LOG_LEVEL: 'loud' } });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['--port', 'TRIBUTARY_LOG_LEVEL']);
  });

  test('a secret file that is not there', () => {
    const missing = join(folder, 'missing');
    expect(problemsOf({ env: { TRIBUTARY_SECRET_FILE: missing } })).toEqual([
      `TRIBUTARY_SECRET_FILE names a file that cannot be read: ${missing} (ENOENT)`,
    ]);
  });

  test('one half of the first admin', () => {
    const problems = problemsOf({ env: { TRIBUTARY_ADMIN_EMAIL: 'ann@example.com' } });
    expect(problems[0]).toContain('TRIBUTARY_ADMIN_PASSWORD_FILE');
  });
});

test('accepts lists of addresses and ranges', () => {
  const env = { TRIBUTARY_TRUSTED_PROXIES: ' 10.0.0.0/8, ::1 ,', TRIBUTARY_WEBHOOK_ALLOW_HTTP: 'true' };
  const { config } = loadConfig({ env });
  expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
  expect(config.webhookAllowHttp).toBe(true);
});

test('the README lists every setting with its flag and its default, and no other', async () => {
  const readme = await Bun.file(join(import.meta.dir, '../README.md')).text();
  const listed = [...readme.matchAll(/^\| `(TRIBUTARY_[A-Z_]+)`(.*)\|$/gm)];
  expect(listed.map(([, variable]) => variable ?? '')).toEqual(settingKeys.map(variableOf));
  for (const [index, key] of settingKeys.entries()) {
    const row = listed[index]?.[2] ?? '';
    expect(row).toContain(`\`--${flagOf(key)}\``);
    const { fallback } = settings[key] as { fallback?: string };
    if (fallback) expect(row).toContain(`\`${fallback}\``);
    if (isSecret(key)) expect(row).toContain(`\`${variableOf(key)}_FILE\``);
  }
});

describe('the mail server', () => {
  const mail = {
    TRIBUTARY_SMTP_URL: 'smtps://ann:word@mail.example.com',
    TRIBUTARY_MAIL_FROM: 'a@example.com',
  };

  test('is given with the address that mail comes from, or not at all', () => {
    expect(problemsOf({ env: mail })).toEqual([]);
    const { TRIBUTARY_SMTP_URL } = mail;
    expect(problemsOf({ env: { TRIBUTARY_SMTP_URL } })).toEqual([
      'TRIBUTARY_SMTP_URL and TRIBUTARY_MAIL_FROM must be given together or not at all',
    ]);
  });

  test('is refused without TLS for a password, and never repeated', () => {
    const [problem = ''] = problemsOf({
      env: { ...mail, TRIBUTARY_SMTP_URL: 'smtp://ann:word@mail.example.com?starttls=off' },
    });
    expect(problem).toBe('TRIBUTARY_SMTP_URL must not send a password without TLS (starttls=off)');
  });
});
