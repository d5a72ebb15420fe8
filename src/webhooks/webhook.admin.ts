import type { PageRoute } from '../http/pages/page-route.ts';
import { deliveryPages } from './deliveries/delivery.admin.ts';
import { endpointPages } from './endpoints/endpoint.admin.ts';
import { recoveryPages } from './recovery/recovery.admin.ts';
import { testSendPages } from './testing/test-send.admin.ts';

/** Everything about webhooks that people see. */
export const webhookPages = (): PageRoute[] => [
  ...endpointPages(),
  ...testSendPages(),
  ...deliveryPages(),
  ...recoveryPages(),
];
