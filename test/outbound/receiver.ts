import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server on loopback that answers with bytes of the test's choosing. */
export interface Receiver extends AsyncDisposable {
  readonly port: number;
  /** What has arrived so far, all connections together. */
  readonly received: () => string;
  readonly connections: () => number;
  /** Resolves when the first connection has ended, whoever ended it. */
  readonly firstClosed: Promise<void>;
}

/** Called once per connection, when its first bytes are there. */
type Behaviour = (socket: Socket) => void;

export const startReceiver = (behave: Behaviour, host = '127.0.0.1'): Promise<Receiver> =>
  listen((onConnection) => createServer(onConnection), behave, host);

export const startTlsReceiver = (tls: TlsOptions, behave: Behaviour, host = '127.0.0.1'): Promise<Receiver> =>
  listen((onConnection) => createTlsServer(tls, onConnection).on('tlsClientError', () => {}), behave, host);

/** Answers every connection's first bytes with this and ends it. */
export const answering =
  (response: string | Uint8Array): Behaviour =>
  (socket) =>
    void socket.end(response);

export const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const listen = async (
  create: (onConnection: (socket: Socket) => void) => Server,
  behave: Behaviour,
  host: string,
): Promise<Receiver> => {
  const sockets = new Set<Socket>();
  const closed = Promise.withResolvers<void>();
  let received = '';
  let connections = 0;
  const server = create((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      closed.resolve();
    });
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
    });
    socket.once('data', () => behave(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    received: () => received,
    connections: () => connections,
    firstClosed: closed.promise,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
