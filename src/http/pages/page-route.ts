import type { Origin } from '../../database/work.ts';
import type { View } from '../../jsx/markup.ts';
import type { Caller } from '../caller.ts';
import type { SentForm } from '../forms/sent-form.ts';
import type { OwnApi } from '../own-api.ts';
import type { Scope } from '../scopes.ts';

/** The person in front of the browser. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** In words: `owner`, `admin`, `finance`, `viewer`. */
  readonly role: string;
  /** What they may do and under which name it is recorded. */
  readonly caller: Caller;
  /** Of this sign-in: what was said to it once is not said again. */
  readonly sessionId: string;
}

/** The program that the page is about. */
export interface PageProgram {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly mode: string;
}

/** What a page's handler gets: a signed-in person who may see it. */
export interface PageRequest {
  readonly request: Request;
  readonly url: URL;
  readonly viewer: Viewer;
  /** For `transact`: who asks, under which request id. */
  readonly origin: Origin;
  readonly params: Readonly<Record<string, string>>;
  /** The last value of each parameter of the address. */
  readonly query: Readonly<Record<string, string>>;
  /** What was sent with a POST; empty otherwise. */
  readonly form: SentForm;
  /** For a form that must be done once however often it is sent: its hidden `idempotency_key`, which comes back with it. */
  readonly formKey: string;
  /** The JSON API on behalf of this person. */
  readonly api: OwnApi;
  /** The chosen one, else the only or the newest; undefined while there is none. */
  readonly program: PageProgram | undefined;
  /** All that this person sees, newest first. */
  readonly programs: readonly PageProgram[];
}

/** A page in the frame of the administration. */
export interface FramedPage {
  readonly kind: 'page';
  readonly title: string;
  readonly view: View;
  /** 200 unless said otherwise; 422 for a form that comes back. */
  readonly status?: number;
  readonly renewed?: RenewedSession | undefined;
}

/** The sign-in goes on under another token, because what lets this person in has changed. */
export interface RenewedSession {
  readonly id: string;
  /** As a `Set-Cookie` header. */
  readonly cookie: string;
}

/** To another address, with something to say there once. */
export interface Redirection {
  readonly kind: 'redirect';
  /** A path of ours. */
  readonly to: string;
  readonly flash?: Flash | undefined;
  readonly renewed?: RenewedSession | undefined;
}

export interface FileAnswer {
  readonly kind: 'file';
  readonly name: string;
  readonly type: string;
  readonly body: string | ReadableStream<Uint8Array>;
}

/** What is said once, on the next page: what was done, and how to undo it where that can be. */
export interface Flash {
  readonly text: string;
  readonly tone?: 'good' | 'bad';
  /** Until somebody takes it away: for what must not be missed. */
  readonly stays?: true;
  readonly undo?: { readonly action: string; readonly label: string } | undefined;
}

export type PageAnswer = FramedPage | Redirection | FileAnswer;

/**
 * One page, or one form's target, as data. The server mounts it in the frame and the tests walk it with every role: a
 * page that is not in such a table does not exist.
 */
export interface PageRoute {
  /** Browsers' forms know two methods. */
  readonly method: 'GET' | 'POST';
  /** `/admin/commissions/:id` */
  readonly path: string;
  /** What a role must include for the page to be reached; the API checks again what it is asked. */
  readonly scope: Scope;
  /** Largest form in bytes; 256 KiB unless said otherwise. */
  readonly maxFormBytes?: number;
  handle(page: PageRequest): Promise<PageAnswer> | PageAnswer;
}

export const showPage = (title: string, view: View, status = 200): FramedPage => ({
  kind: 'page',
  title,
  view,
  status,
});

/** @param to a path of ours */
export const goTo = (to: string, flash?: Flash | string): Redirection => ({
  kind: 'redirect',
  to,
  flash: typeof flash === 'string' ? { text: flash } : flash,
});

export const sendFile = (name: string, { type, body }: Pick<FileAnswer, 'type' | 'body'>): FileAnswer => ({
  kind: 'file',
  name,
  type,
  body,
});

/** In whose units amounts of the chosen program are written. */
export const currencyOf = ({ program }: Pick<PageRequest, 'program'>): string => program?.currency ?? 'USD';
