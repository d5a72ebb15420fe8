import type { Socket } from 'bun';
import { createResponseReader } from './response-reader.ts';

export interface Conversation {
  /** The bytes of the next request, valid until asked again; undefined to say goodbye. */
  next(): Uint8Array | undefined;
  /** Milliseconds after which to ask for it; at once if left out. */
  pause?(): number;
  answered(status: number): void;
}

/**
 * Keeps one connection busy with one request after the other, over a bare socket: an HTTP client would cost more
 * than some of the servers that are measured. Resolves once the conversation is over.
 *
 * @throws Error when the connection is refused or breaks
 */
export const openConnection = (
  { hostname, port }: { hostname: string; port: number },
  conversation: Conversation,
): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const read = createResponseReader();
  let unsent: Uint8Array | undefined;
  let over = false;

  const write = (socket: Socket, bytes: Uint8Array): void => {
    const written = socket.write(bytes);
    unsent = written < bytes.length ? bytes.subarray(Math.max(written, 0)) : undefined;
  };
  const sendInTime = (socket: Socket): void => {
    const waitMs = conversation.pause?.() ?? 0;
    if (waitMs > 0) setTimeout(sendNext, waitMs, socket);
    else sendNext(socket);
  };
  const sendNext = (socket: Socket): void => {
    const bytes = conversation.next();
    if (bytes) write(socket, bytes);
    else {
      over = true;
      socket.end();
      resolve();
    }
  };
  const breakOff = (socket: Socket, error: unknown): void => {
    over = true;
    socket.terminate();
    reject(error);
  };
  const data = (socket: Socket, chunk: Buffer): void => {
    try {
      const status = read(chunk);
      if (status === undefined) return;
      conversation.answered(status);
      sendInTime(socket);
    } catch (error) {
      breakOff(socket, error);
    }
  };

  Bun.connect({
    hostname,
    port,
    socket: {
      open: sendInTime,
      data,
      drain: (socket) => unsent && write(socket, unsent),
      error: (socket, error) => breakOff(socket, error),
      close: () => {
        if (!over) reject(new Error('the server closed a connection'));
      },
    },
  }).catch(reject);
  return promise;
};
