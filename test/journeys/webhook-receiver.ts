import { type ReceivedRequest, startReceiver } from '../support/receiver.ts';

/** A webhook as it arrived, nothing interpreted but the JSON. */
export interface Arrival {
  readonly id: string;
  readonly type: string;
  readonly event: ReceivedEvent;
  /** The body exactly as it was sent. */
  readonly rawBody: string;
  /** By names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The status it was answered with; null while it is being answered. */
  status: number | null;
}

export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly program_id: string;
  readonly entity_version: number;
  readonly data: Readonly<Record<string, unknown>> & { readonly id: string };
}

/** A merchant's receiver on loopback. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** In the order of their arrival. */
  readonly arrivals: readonly Arrival[];
  /** Ids of the events that were answered with a 2xx at least once. */
  accepted(): Set<string>;
  /** Resolves once the condition holds; it is asked again after each answer. @throws Error when it never does */
  until(what: string, condition: () => boolean): Promise<void>;
}

export type Answering = (arrival: Arrival) => Response | Promise<Response>;

const patienceMs = 20_000;

export const startWebhookReceiver = (
  answer: Answering = () => new Response(null, { status: 204 }),
): WebhookReceiver => {
  const arrivals: Arrival[] = [];
  let news = Promise.withResolvers<void>();
  const receiver = startReceiver(async (request) => {
    const arrival = readArrival(request);
    arrivals.push(arrival);
    const response = await answer(arrival);
    arrival.status = response.status;
    news.resolve();
    news = Promise.withResolvers();
    return response;
  });
  return {
    url: `${receiver.url}/webhooks`,
    arrivals,
    accepted: () => new Set(arrivals.filter(isAccepted).map(({ id }) => id)),
    until: async (what, condition) => {
      const deadline = AbortSignal.timeout(patienceMs);
      deadline.addEventListener('abort', () => news.resolve());
      while (!condition()) {
        if (deadline.aborted) throw new Error(`waited in vain for ${what}; ${arrivals.length} webhooks came`);
        await news.promise;
      }
    },
    [Symbol.asyncDispose]: () => receiver.stop(),
  };
};

const readArrival = ({ headers, body }: ReceivedRequest): Arrival => {
  const event = JSON.parse(body) as ReceivedEvent;
  return { id: event.id, type: event.type, event, rawBody: body, headers, status: null };
};

const isAccepted = ({ status }: Arrival): boolean => status !== null && status >= 200 && status < 300;
