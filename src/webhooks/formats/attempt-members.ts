import type { DeliveryId, EndpointId } from '../../core/ids.ts';

/** What differs from attempt to attempt of a delivery. */
export interface AttemptFacts {
  /** From 1. */
  readonly attempt: number;
  readonly deliveryId: DeliveryId;
  readonly endpointId: EndpointId;
}

/** The stored body with the attempt's own members as its last ones. */
export const withAttemptMembers = (body: string, { attempt, deliveryId, endpointId }: AttemptFacts): string =>
  `${body.slice(0, -1)},"attempt":${attempt},"webhook_id":"${deliveryId}","endpoint_id":"${endpointId}"}`;
