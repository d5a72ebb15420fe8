import { secondMs } from '../core/clock.ts';
import type { Timers } from '../core/timers.ts';
import { filler, singleBytes, wholeFiller } from './answer-bytes.ts';
import { type InspectorAnswer, isHeld, maxHoldMs, maxWholeBytes } from './inspector.ts';

/** What giving an answer takes. */
export interface Answering {
  readonly timers: Timers;
  /** Lets the connection be silent for so many seconds; without it the server ends it sooner. */
  stayOpen(request: Request, seconds: number): void;
  /** Under which it was recorded. */
  readonly id: string;
  /** Long fillers that are being sent now, all inspectors together. */
  readonly fillers: { underWay: number };
  /** Every answer carries them; none can be replaced. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Answers a request as told, or not at all. Whatever it was told it ends after a minute, and as soon as the
 * client goes away; `end` is called then, or at once when nothing is held.
 *
 * @param status null when no answer is to be given: the connection is closed after a minute
 */
export const giveAnswer = async (
  answering: Answering,
  request: Request,
  answer: InspectorAnswer,
  status: number | null,
  end: () => void,
): Promise<Response> => {
  if (!isHeld(answer)) {
    end();
    return respond(answering, request, answer, status ?? neverStatus, wholeBody(answer));
  }
  const hold = new Hold(answering.timers, request.signal, end);
  answering.stayOpen(request, status === null ? silentSeconds : patientSeconds);
  if (status === null) {
    await hold.over;
    return respond(answering, request, answer, neverStatus, '');
  }
  await hold.pause(answer.delayMs);
  const streamed = hasBody(request, status) ? streamOf(answer, hold, answering.fillers) : undefined;
  if (!streamed) hold.end();
  return respond(answering, request, answer, status, streamed ?? wholeBody(answer));
};

/** For whoever is still there when nothing was to be said. */
const neverStatus = 504;

/** The server closes a silent connection after this, to within four seconds: before `maxHoldMs`, or after it. */
const silentSeconds = 55;
const patientSeconds = maxHoldMs / secondMs + 20;

/** The time that one answer takes: over when it was given, when the client is gone, or after a minute. */
class Hold {
  readonly over: Promise<void>;
  isOver = false;
  readonly #timers: Timers;
  readonly #over = Promise.withResolvers<void>();
  readonly #cancelTimer: () => void;
  readonly #onEnd: () => void;

  constructor(timers: Timers, client: AbortSignal, onEnd: () => void) {
    this.#timers = timers;
    this.#onEnd = onEnd;
    this.over = this.#over.promise;
    this.#cancelTimer = timers.after(maxHoldMs, () => this.end());
    if (client.aborted) this.end();
    else client.addEventListener('abort', () => this.end(), { once: true });
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#cancelTimer();
    this.#onEnd();
    this.#over.resolve();
  }

  /** Resolves after the time, or as soon as the hold is over. */
  async pause(ms: number): Promise<void> {
    if (ms === 0 || this.isOver) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#timers.after(ms, resolve);
    await Promise.race([promise, this.over]);
    cancel();
  }
}

/** Undefined when the whole body can be written at once. */
const streamOf = (
  { drip, body, bodyBytes }: InspectorAnswer,
  hold: Hold,
  fillers: Answering['fillers'],
): ReadableStream<Uint8Array> | undefined => {
  if (drip) return paced(singleBytes(body, bodyBytes), 1, hold, () => secondMs);
  if (bodyBytes === null || bodyBytes <= maxWholeBytes) return undefined;
  fillers.underWay += 1;
  void hold.over.then(() => {
    fillers.underWay -= 1;
  });
  return paced(filler(bodyBytes), chunksAtOnce, hold, () => chunkPauseMs * fillers.underWay);
};

/** At most 20 MiB a second, all of them together, so that receivers of gibibytes leave the server time for others. */
const chunksAtOnce = 8;
const chunkPauseMs = 25;

/** Hands out chunks as they are asked for, so many at once and then a pause. */
const paced = (
  chunks: Iterator<Uint8Array>,
  atOnce: number,
  hold: Hold,
  pauseMs: () => number,
): ReadableStream<Uint8Array> => {
  let given = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (given > 0 && given % atOnce === 0) await hold.pause(pauseMs());
      const { value, done } = chunks.next();
      if (hold.isOver || done) {
        hold.end();
        controller.close();
        return;
      }
      given += 1;
      controller.enqueue(value);
    },
    cancel: () => hold.end(),
  });
};

const wholeBody = ({ body, bodyBytes }: InspectorAnswer): string | Uint8Array<ArrayBuffer> =>
  body ?? wholeFiller(bodyBytes ?? 0);

const hasBody = ({ method }: Request, status: number): boolean =>
  method !== 'HEAD' && status !== 204 && status !== 205 && status !== 304;

const respond = (
  { headers, id }: Answering,
  request: Request,
  answer: InspectorAnswer,
  status: number,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
): Response =>
  new Response(hasBody(request, status) ? body : null, {
    status,
    headers: { ...answer.headers, ...headers, 'x-request-id': id },
  });
