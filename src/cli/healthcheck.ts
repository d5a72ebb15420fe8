import { get } from 'node:http';
import type { Config } from '../config.ts';
import { command } from './command.ts';
import { CommandFailure } from './exit-codes.ts';

const timeoutMs = 5_000;

export const healthcheckCommand = command({
  words: ['healthcheck'],
  summary: 'Ask the server on this machine whether it is ready',
  details:
    'Exits with 0 when /readyz answers 200 within 5 seconds, else with 1. Made for container images\nthat have no other program.',
  options: {},
  settings: ['host', 'port'],
  run: async ({ terminal, load }) => {
    const url = readinessUrl(load().config);
    const status = await statusOf(url);
    if (status !== 200) throw new CommandFailure('failure', `${url} answered ${status}`);
    terminal.out('ready\n');
    return 'ok';
  },
});

/** An address that listens everywhere is asked on the loopback. */
const readinessUrl = ({ host, port }: Config): string => {
  const reached = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}/readyz`;
};

/** Not `fetch`, which would ask the proxy that HTTP_PROXY names. */
const statusOf = (url: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const unreachable = (error: Error) =>
      reject(new CommandFailure('failure', `${url} cannot be reached: ${error.message}`));
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', unreachable);
  });
