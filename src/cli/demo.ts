import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey } from '../api-keys/api-key.service.ts';
import { type App, createApp } from '../app.ts';
import type { Config } from '../config.ts';
import { createClient } from '../demo/client.ts';
import { type Receiver, startReceiver } from '../demo/receiver.ts';
import { playStory } from '../demo/story.ts';
import { summarize } from '../demo/summary.ts';
import { scopes } from '../http/scopes.ts';
import { startJobs } from '../jobs.ts';
import { createServer } from '../server.ts';
import { command } from './command.ts';
import { CommandFailure } from './exit-codes.ts';
import { listen } from './listening.ts';
import { systemWorld } from './system-world.ts';
import type { Terminal } from './terminal.ts';
import { upgrade } from './upgrade.ts';

export const demoCommand = command({
  words: ['demo'],
  summary: 'Run a server with sample data in a folder that is thrown away',
  details:
    'Starts a server on a fresh database and a webhook receiver beside it, plays a day at a small shop, prints\n' +
    'each step and each webhook whose signature the receiver has verified, then stays up until Ctrl-C.',
  options: { exit: { type: 'boolean', help: 'Stop when the story is told' } },
  settings: ['port'],
  run: async ({ values, terminal, load }) => {
    const stopSignal = terminal.stopSignal();
    const dataDir = mkdtempSync(join(tmpdir(), 'tributary-demo-'));
    const receiver = startReceiver((webhook) =>
      terminal.out(`   ${webhook.verified ? '✔ verified' : '✘ NOT VERIFIED'} webhook ${webhook.type}\n`),
    );
    try {
      const config = demoConfig(load().config, dataDir, values.exit);
      await tell(config, receiver, terminal, values.exit ? undefined : stopSignal);
      return 'ok';
    } finally {
      await receiver.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
});

/** Loopback only: the receiver is the one address outside that the demo may speak to. */
const demoConfig = (config: Config, dataDir: string, anyPort: boolean): Config => ({
  ...config,
  host: '127.0.0.1',
  port: anyPort ? 0 : config.port,
  dataDir,
  secret: undefined,
  logLevel: 'warn',
  webhookAllowHttp: true,
  webhookAllowCidrs: ['127.0.0.0/8'],
});

const tell = async (
  config: Config,
  receiver: Receiver,
  terminal: Terminal,
  until: Promise<string> | undefined,
): Promise<void> => {
  await upgrade(config);
  const app = await createApp(config, systemWorld(config, terminal, terminal.err));
  const listening = listen(createServer(app), config);
  await app.drainer.start();
  app.fanOuts.wake();
  const jobs = startJobs(app);
  try {
    await playAll(app, listening.url, receiver, terminal);
    if (until) {
      terminal.out(
        `\nThe server stays up at ${listening.url}. Stop it with Ctrl-C; its data is then thrown away.\n`,
      );
      await until;
    }
  } finally {
    await listening.stop();
    jobs.stop();
    await app.close();
  }
};

const playAll = async (app: App, url: string, receiver: Receiver, terminal: Terminal): Promise<void> => {
  const key = await makeKey(app);
  const client = createClient(url, key);
  terminal.out(`Tributary at ${url}, on a fresh database\n\n`);
  const { conversions, participants } = await playStory(client, receiver, (step, detail) =>
    terminal.out(`• ${step}${detail === undefined ? '' : `\n   ${detail}`}\n`),
  );
  await app.whenQuiet();
  const { lines, problems } = await summarize(client, { receiver, conversions, participants });
  terminal.out(`\n${lines.map((line) => `${line}\n`).join('')}`);
  if (problems.length > 0) throw new CommandFailure('failure', `the demo went wrong: ${problems.join('; ')}`);
};

const makeKey = async (app: App): Promise<string> => {
  const origin = { actor: { kind: 'system', id: 'demo' }, requestId: app.ids.mint('req') } as const;
  const input = { name: 'Demo', scopes, programId: null };
  const { secret } = await app.transact(origin, (work) => createApiKey(work, input));
  return secret;
};
