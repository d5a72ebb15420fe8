import type { EndpointId } from '../../../src/core/ids.ts';
import type { OutboundRequest, OutboundResult } from '../../../src/outbound/outbound.ts';
import type { TestClock } from '../../support/clock.ts';

/** How a receiver answers a request, after how much virtual time. */
export interface Reaction {
  readonly afterMs: number;
  readonly result: OutboundResult;
}

export interface Sent {
  readonly endpointId: EndpointId;
  readonly eventId: string;
  readonly attempt: number;
  readonly at: number;
}

/** Receivers in virtual time, told apart by the endpoint that a request is for. */
export interface VirtualNetwork {
  readonly sent: readonly Sent[];
  /** Most requests that one endpoint had open at a time, since `forget`. */
  readonly mostAtOnce: number;
  forget(): void;
  readonly send: (request: OutboundRequest) => Promise<OutboundResult>;
}

export const createVirtualNetwork = (
  clock: () => TestClock,
  reactionOf: (endpointId: EndpointId) => Reaction,
): VirtualNetwork => {
  const sent: Sent[] = [];
  const open = new Map<EndpointId, number>();
  let mostAtOnce = 0;
  const count = (id: EndpointId, change: number): void => {
    const now = (open.get(id) ?? 0) + change;
    open.set(id, now);
    mostAtOnce = Math.max(mostAtOnce, now);
  };
  return {
    sent,
    get mostAtOnce() {
      return mostAtOnce;
    },
    forget: () => {
      sent.length = 0;
      mostAtOnce = 0;
    },
    send: ({ headers, timeoutMs }) => {
      const endpointId = String(headers['webhook-endpoint-id']) as EndpointId;
      const { afterMs, result } = reactionOf(endpointId);
      const attempt = Number(headers['webhook-attempt']);
      sent.push({ endpointId, eventId: String(headers['webhook-id']), attempt, at: clock().now() });
      count(endpointId, 1);
      const durationMs = Math.min(afterMs, timeoutMs);
      return new Promise((resolve) => {
        clock().timers.after(durationMs, () => {
          count(endpointId, -1);
          resolve(afterMs < timeoutMs ? { ...result, durationMs } : { ...timedOut, durationMs });
        });
      });
    },
  };
};

const timedOut = { kind: 'failed', error: 'timeout', fault: 'theirs' } as const;

export const answered = (status: number): OutboundResult => ({
  ...{ kind: 'answered', status, headers: {}, excerpt: '', truncated: false, durationMs: 0 },
});

export const refused: OutboundResult = {
  ...{ kind: 'failed', error: 'connection_refused', fault: 'theirs', durationMs: 0 },
};
