import { getServers, setServers } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { secondMs } from '../core/clock.ts';
import { parseAddress } from './addresses.ts';

/**
 * Every address of a host name, as text. Rejects with an error whose `code` is one of `node:dns` or c-ares
 * (`ENOTFOUND`, `ESERVFAIL`, `ETIMEOUT`, ...). Asked anew for each request.
 */
export type Lookup = (host: string) => Promise<readonly string[]>;

export interface SystemLookupOptions {
  /** Milliseconds after which a lookup that has no answer fails with `ETIMEOUT`. */
  readonly budgetMs?: number;
  readonly resolve?: (host: string) => Promise<readonly { address: string }[]>;
  /** Called after each failure to get any answer. */
  readonly onUnavailable?: () => Promise<void>;
}

/**
 * Looks names up with Bun's own resolver (c-ares on Linux), not with `node:dns` lookup: that one blocks a
 * thread of a pool half as large as the number of cores for ten seconds and more per name, so that a few
 * receivers with dead name servers would hold up everybody else's deliveries.
 */
export const createSystemLookup = (options: SystemLookupOptions = {}): Lookup => {
  const { budgetMs = 3 * secondMs, resolve = (host) => Bun.dns.lookup(host) } = options;
  const onUnavailable = options.onUnavailable ?? createServerRefresh();
  return async (host) => {
    try {
      const answers = await withinBudget(resolve(host), budgetMs);
      return answers.map((answer) => answer.address);
    } catch (error) {
      if (!isAnswer(error)) await onUnavailable();
      throw error;
    }
  };
};

/** Where the resolver's name servers are listed, and how they are read and changed. */
export interface NameServers {
  readonly resolvConf: string;
  readonly current: () => readonly string[];
  readonly use: (servers: readonly string[]) => void;
}

const ownNameServers: NameServers = { resolvConf: '/etc/resolv.conf', current: getServers, use: setServers };

/**
 * c-ares reads /etc/resolv.conf once, when the process starts. This reads it again when names cannot be
 * looked up, and takes over the name servers if they have changed (a laptop that moved, a container that was
 * up before its network).
 */
export const createServerRefresh = (servers: NameServers = ownNameServers): (() => Promise<void>) => {
  return async () => {
    const listed = nameServersOf(await readFile(servers.resolvConf, 'utf8').catch(() => ''));
    if (listed.length > 0 && listed.join() !== servers.current().join()) servers.use(listed);
  };
};

/** The `nameserver` lines of a resolv.conf(5), without scoped link-local addresses, which cannot be set. */
const nameServersOf = (text: string): string[] =>
  [...text.matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm)].flatMap(([, address = '']) =>
    parseAddress(address) ? [address] : [],
  );

const withinBudget = <T>(answer: Promise<T>, budgetMs: number): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(
    () => reject(Object.assign(new Error('no answer from the name servers'), { code: 'ETIMEOUT' })),
    budgetMs,
  );
  answer.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
};

const isAnswer = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /NOTFOUND|NODATA|NONAME/.test(String(error.code));
