import { createServer, request as httpRequest } from 'node:http';
import type { ReceivedRequest } from '../../../support/receiver.ts';

/** A receiver that was written from a sample, running as a process of its own. */
export interface ReceiverProcess {
  readonly port: number;
  /** Sends it a request as it was received. @returns the status it answers with */
  send(request: Pick<ReceivedRequest, 'headers' | 'body'>): Promise<number>;
  /** Everything it has printed so far. */
  readonly printed: () => string;
  stop(): Promise<void>;
}

/** @param command with `PORT` where the number of a free port goes */
export const startReceiverProcess = async (
  command: readonly string[],
  secret: string,
): Promise<ReceiverProcess> => {
  const port = await freePort();
  const child = Bun.spawn(
    command.map((word) => word.replace('PORT', String(port))),
    { env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) }, stdout: 'pipe', stderr: 'pipe' },
  );
  const output = watchOutput([child.stdout, child.stderr]);
  await Promise.race([output.whenReady, child.exited]);
  if (child.exitCode !== null) throw new Error(`${command.join(' ')}: ${output.text()}`);
  return {
    port,
    send: (request) => post(port, request),
    printed: output.text,
    stop: async () => {
      child.kill();
      await child.exited;
    },
  };
};

/** Each says in its own words when it can be reached. */
const ready = /listening|Development Server/;

const watchOutput = (streams: readonly ReadableStream<Uint8Array>[]) => {
  const { promise: whenReady, resolve } = Promise.withResolvers<void>();
  let text = '';
  const follow = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    for await (const chunk of stream) {
      text += Buffer.from(chunk).toString();
      if (ready.test(text)) resolve();
    }
  };
  for (const stream of streams) void follow(stream);
  return { whenReady, text: () => text };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });

/** The body byte for byte, and no header that was not received. */
const post = (port: number, { headers, body }: Pick<ReceivedRequest, 'headers' | 'body'>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { host: _host, connection: _connection, ...rest } = headers;
    const bytes = Buffer.from(body);
    const options = {
      host: '127.0.0.1',
      port,
      method: 'POST',
      agent: false,
      headers: { ...rest, 'content-length': bytes.length },
    } as const;
    const sent = httpRequest(options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(bytes);
  });
