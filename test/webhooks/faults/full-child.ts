import { createServer } from 'node:net';

/** Listens on a port that it prints, and never takes a connection: what comes waits in the queue of the system. */
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000));
});
