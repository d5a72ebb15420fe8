import type { PageRoute } from '../http/pages/page-route.ts';
import { deliveryPages } from './deliveries/delivery.admin.ts';
import { endpointPages } from './endpoints/endpoint.admin.ts';
import { eventPages } from './events/event.admin.ts';
import { eventTypePages } from './events/event-type.admin.ts';
import { recoveryPages } from './recovery/recovery.admin.ts';
import { testSendPages } from './testing/test-send.admin.ts';

/** Everything about webhooks that people see. */
export const webhookPages = (): PageRoute[] => [
  ...endpointPages(),
  ...testSendPages(),
  ...deliveryPages(),
  ...recoveryPages(),
  ...eventPages(),
  ...eventTypePages(),
];
