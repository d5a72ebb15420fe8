import { connect } from 'node:net';

/** Sends bytes that no HTTP client would send, and reads until the other side closes the connection. */
export const exchange = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => void socket.write(bytes));
    const answer: Uint8Array[] = [];
    socket.on('data', (chunk: Uint8Array) => void answer.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(answer).toString()));
  });
