/** One time limit over a whole exchange: lookup, connection, request, answer and body. */
export class Deadline {
  /** What ended the exchange early, if anything did. */
  endedBy: 'timeout' | 'aborted' | undefined;
  /** Aborted when the time is up or the caller gives up; handed to `fetch`. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #caller: AbortSignal | undefined;
  #interrupt: (() => void) | undefined;

  /** Starts the time. `timeoutMs` counts from now; `caller` lets the caller end it earlier. */
  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.signal = this.#controller.signal;
    this.#caller = caller;
    this.#timer = setTimeout(endByTimeout, timeoutMs, this);
    if (caller?.aborted) this.end('aborted');
    else caller?.addEventListener('abort', this, { once: true });
  }

  end(cause: 'timeout' | 'aborted'): void {
    this.endedBy ??= cause;
    this.#interrupt?.();
    this.#controller.abort();
  }

  /** Called by the caller's signal. */
  handleEvent(): void {
    this.end('aborted');
  }

  /** Settles with the promise, or rejects at the end of the time: for one thing at a time that takes no signal. */
  race<T>(pending: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#interrupt = () => reject(new Error('the exchange was ended early'));
    if (this.endedBy) this.#interrupt();
    pending.then(resolve, reject);
    return promise;
  }

  /** Must be called when the exchange is over. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this);
  }
}

const endByTimeout = (deadline: Deadline): void => deadline.end('timeout');
