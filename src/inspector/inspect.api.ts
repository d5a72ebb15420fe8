import type { App } from '../app.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { isInspectorToken } from '../outbound/own-inspectors.ts';
import { giveAnswer } from './answering.ts';
import { arrivalOf } from './arrival.api.ts';
import { expectedSignature } from './expected-signature.service.ts';
import { type RecordedArrival, recordRequest } from './inspector.service.ts';
import { findInspectorByToken } from './inspector.store.ts';
import { type Inspector, isHeld } from './inspector.ts';
import { createPlaces } from './places.ts';

type InspectApp = Pick<App, 'config' | 'clock' | 'timers' | 'ids' | 'read' | 'transact' | 'secrets'>;

/** Of one inspector: enough for a busy endpoint, too little to fill a disk or to keep the writer from others. */
export const inspectorRate = { burst: 100, perSecond: 25 };

/** Requests being read or recorded at once, and answers that take their time. */
const arriving = { overall: 64, perInspector: 16 };
export const held = { overall: 64, perInspector: 8 };

/**
 * Answers whatever is sent to an inspector: records it, then answers as told. What is answered is always plain
 * text that a browser does nothing with.
 *
 * @param stayOpen lets the connection of a request be silent for so many seconds
 */
export const createInspect = (
  app: InspectApp,
  stayOpen: (request: Request, seconds: number) => void,
): ((request: Request) => Promise<Response>) => {
  const headers = { ...securityHeaders(app.config.baseUrl), ...plainText };
  const refuse = createRefuse(app, headers);
  const answering = { timers: app.timers, stayOpen, headers, fillers: { underWay: 0 } };
  const rate = createRateLimit({ clock: app.clock, ...inspectorRate });
  const arrivals = createPlaces(arriving.overall, arriving.perInspector);
  const holds = createPlaces(held.overall, held.perInspector);
  const answer = async (request: Request, inspector: Inspector, path: string): Promise<Response> => {
    const leave = arrivals.take(inspector.id);
    if (!leave) return refuse(tooBusy, 1);
    const end = isHeld(inspector.answer) ? holds.take(inspector.id) : nothingHeld;
    const recording = record(app, inspector, request, path, end ? undefined : tooBusy.status);
    const recorded = await recording.finally(leave).catch((error: unknown) => {
      end?.();
      throw error;
    });
    if (!end) return refuse(tooBusy, 1);
    if (recorded)
      return giveAnswer({ ...answering, id: recorded.id }, request, inspector.answer, recorded.status, end);
    end();
    return refuse(unknown);
  };
  return async (request) => {
    const { token, path } = readAddress(request.url);
    const inspector = isInspectorToken(token) ? await findInspectorByToken(app.read, token) : undefined;
    if (!inspector) return refuse(unknown);
    const waitSeconds = rate.take(inspector.id);
    return waitSeconds > 0 ? refuse(tooMany, waitSeconds) : answer(request, inspector, path);
  };
};

const nothingHeld = (): void => undefined;

const plainText = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };

interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** Says nothing: whoever guesses addresses learns no more than that this one leads nowhere. */
const unknown: Refusal = { status: 404, text: '' };
const tooMany: Refusal = { status: 429, text: 'This inspector gets too many requests.\n' };
const tooBusy: Refusal = { status: 503, text: 'This inspector has too many requests under way.\n' };

const createRefuse =
  ({ ids }: InspectApp, headers: Readonly<Record<string, string>>) =>
  ({ status, text }: Refusal, retryAfterSeconds?: number): Response =>
    new Response(text, {
      status,
      headers: {
        ...headers,
        'x-request-id': ids.mint('req'),
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      },
    });

const prefix = '/inspect/';

/** The path is taken as it was sent, and never decoded: only one spelling leads to an inspector. */
const readAddress = (url: string): { token: string; path: string } => {
  const start = url.indexOf(prefix, url.indexOf('//') + 2) + prefix.length;
  const end = start + url.slice(start).search(/[/?#]|$/);
  return { token: url.slice(start, end), path: url.slice(end) };
};

/** @param refusal the status when its answer cannot be given @returns undefined when the inspector is gone */
const record = async (
  app: InspectApp,
  inspector: Inspector,
  request: Request,
  path: string,
  refusal: number | undefined,
): Promise<RecordedArrival | undefined> => {
  const receivedAt = app.clock.now();
  const body = await request.bytes();
  const expected = await expectedSignature(app.read, app.secrets, inspector);
  const arrival = arrivalOf({ request, path, body, receivedAt }, expected);
  const origin = { actor: recorderActor, requestId: app.ids.mint('req'), lane: 'bulk' } as const;
  return app.transact(origin, (work) => recordRequest(work, inspector, arrival, refusal));
};

const recorderActor = { kind: 'public', id: 'inspector' } as const;
