import type { RequestTemplate } from './request-template.ts';

/** What one run of the load generator does. Plain data: it goes to another process. */
export interface LoadPlan {
  readonly hostname: string;
  readonly port: number;
  readonly template: RequestTemplate;
  /** The number that the first request carries in its slots; each request takes the next. */
  readonly firstCounter: number;
  /** Connections kept open, each with one request under way at a time. */
  readonly connections: number;
  /**
   * Requests a second that are due, whether the ones before are answered or not; what waits for a free connection
   * counts as waiting. Left out, each connection sends its next request when it has the answer.
   */
  readonly perSecond?: number;
  /** Time that is not counted, in milliseconds. */
  readonly warmUpMs: number;
  /** Time that is counted, in milliseconds. */
  readonly measuredMs: number;
  /** Ends the run early once so many requests were sent. */
  readonly maximumRequests?: number;
  /** Every other status is an error. */
  readonly expectedStatus: number;
}

/** What came of it. */
export interface LoadReport {
  /** All requests that were answered as expected, warm-up and last ones included. */
  readonly answered: number;
  /** Answers counted, and the time in which they came. */
  readonly measured: number;
  readonly elapsedMs: number;
  readonly latency: { readonly p50Ms: number; readonly p99Ms: number; readonly maximumMs: number };
  /** Answers by status that were not expected. */
  readonly unexpected: Readonly<Record<string, number>>;
  /** Share of one core that the load generator itself used; near 1 it is what limits the figure. */
  readonly generatorLoad: number;
  /** The number that the next run should begin with. */
  readonly nextCounter: number;
}
