/** One request as a receiver got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text. */
  readonly body: string;
}

/** Answers the request that came as the `index`th, counted from 0. */
export type ReceiverScript = (request: ReceivedRequest, index: number) => Response | Promise<Response>;

/** A merchant's webhook receiver on loopback that keeps what it gets and answers as it is told. */
export interface TestReceiver {
  /** Without a slash at the end. */
  readonly url: string;
  /** Everything received so far, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** What it answers from now on; at first 204 to everything. */
  answer(script: ReceiverScript): void;
  /** Resolves with everything received once that is at least `count` requests. */
  waitFor(count: number): Promise<readonly ReceivedRequest[]>;
  stop(): Promise<void>;
}

export const startReceiver = (script: ReceiverScript = accept): TestReceiver => {
  const requests: ReceivedRequest[] = [];
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let present = script;

  const wakeWaiting = (): void => {
    const reached = waiting.filter(({ count }) => count <= requests.length);
    waiting = waiting.filter(({ count }) => count > requests.length);
    for (const { resolve } of reached) resolve();
  };

  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      const received = await readRequest(request);
      requests.push(received);
      wakeWaiting();
      return present(received, requests.length - 1);
    },
  });

  return {
    url: `http://127.0.0.1:${server.port}`,
    requests,
    answer: (next) => {
      present = next;
    },
    waitFor: async (count) => {
      if (requests.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return requests;
    },
    stop: () => server.stop(true),
  };
};

const accept: ReceiverScript = () => new Response(null, { status: 204 });

const readRequest = async (request: Request): Promise<ReceivedRequest> => ({
  method: request.method,
  path: new URL(request.url).pathname,
  headers: Object.fromEntries(request.headers),
  body: await request.text(),
});
