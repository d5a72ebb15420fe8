import type { Config } from '../config.ts';
import { secondMs } from '../core/clock.ts';
import type { Server } from '../server.ts';
import { CommandFailure } from './exit-codes.ts';

/** A server that accepts connections. */
export interface Listening {
  /** The address it listens on; others may reach it at another one. */
  readonly url: string;
  /** Accepts nothing more, answers what was asked, gives up on requests that take too long. */
  stop(): Promise<void>;
}

/** For requests alone; deliveries under way have ten seconds more, so give a container 30 to stop. */
const graceMs = 7 * secondMs;

/** @throws CommandFailure `failure` when the address cannot be had */
export const listen = (server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Listening => {
  try {
    // Elysia's defaults would let a second process share the port, and show errors to whoever asks.
    server.listen({ hostname: host, port, reusePort: false, development: false });
  } catch (error) {
    throw new CommandFailure('failure', `cannot listen on ${host}, port ${port}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  const socket = server.server;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${socket?.port ?? port}`,
    stop: async () => {
      const giveUp = setTimeout(() => void socket?.stop(true), graceMs);
      await socket?.stop();
      clearTimeout(giveUp);
    },
  };
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'another program listens there (choose another with --port)';
  return error instanceof Error ? error.message : String(error);
};
