/** A receiver that speaks bytes instead of HTTP, for answers no HTTP server would give. */
export interface RawReceiver {
  readonly url: string;
  /** Connections that were closed by the other side. */
  readonly closed: () => number;
  stop(): void;
}

export type WriteAnswer = (write: (bytes: string) => void, end: () => void) => void;

/** Answers each request, once its first bytes are there, with whatever `answer` writes. */
export const startRawReceiver = (answer: WriteAnswer): RawReceiver => {
  let closed = 0;
  const server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data: (socket) =>
        answer(
          (bytes) => void socket.write(bytes),
          () => void socket.end(),
        ),
      close: () => {
        closed += 1;
      },
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    closed: () => closed,
    stop: () => server.stop(true),
  };
};
