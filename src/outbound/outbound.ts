import type { Fault, OutboundError } from './failures.ts';

export interface OutboundRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `Host`, `Accept-Encoding` and the headers that govern the connection are set here and dropped if given. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Milliseconds for everything from the lookup to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface Answered {
  readonly kind: 'answered';
  /** Three digits from 200 up. A redirect is an answer like any other, never followed. */
  readonly status: number;
  /** Under lower-case names, capped. */
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body, as text. */
  readonly excerpt: string;
  /** Whether the body went on after the excerpt. */
  readonly truncated: boolean;
  readonly durationMs: number;
}

export interface Failed {
  readonly kind: 'failed';
  readonly error: OutboundError;
  readonly fault: Fault;
  /** The status, when the headers had come and only the body failed. */
  readonly status?: number;
  readonly durationMs: number;
}

export type OutboundResult = Answered | Failed;

/** A result before it is known how long it took. */
export type Outcome =
  | Omit<Answered, 'durationMs'>
  | { readonly error: OutboundError; readonly status?: number };
