import type { EndpointId } from '../../core/ids.ts';

/** What others tell the drainer, after the commit that did it. */
export interface WebhookSignals {
  /** Deliveries of these endpoints can be sent. */
  deliveriesReady(endpointIds: Iterable<EndpointId>): void;
  /** Settings or state of the endpoint have changed: nothing more goes out the old way. */
  endpointChanged(endpointId: EndpointId): void;
}
