import { connect } from 'node:net';

export interface UnfinishedRequest {
  /** Sends the rest and reads the answer until the server closes the connection. */
  finish(): Promise<string>;
  abandon(): void;
}

/** Sends a POST without the last byte of its body, so that the server has a request in flight. */
export const beginRequest = async (
  port: number,
  path: string,
  key: string,
  body: string,
): Promise<UnfinishedRequest> => {
  const socket = connect(port, '127.0.0.1');
  const answer: Uint8Array[] = [];
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Uint8Array) => void answer.push(chunk));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => resolve());
  });
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    'connection: close',
    `content-length: ${body.length}`,
  ].join('\r\n');
  await new Promise<void>((resolve) => socket.write(`${head}\r\n\r\n${body.slice(0, -1)}`, () => resolve()));
  return {
    finish: async () => {
      socket.write(body.slice(-1));
      await closed;
      return Buffer.concat(answer).toString();
    },
    abandon: () => void socket.destroy(),
  };
};
