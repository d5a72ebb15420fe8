import { z } from 'zod';
import type { App } from '../../app.ts';
import { wholeList } from '../../core/page.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { pageOf } from '../../http/views.ts';

const SourceAddressesView = pageOf(z.string().meta({ description: 'An IP address or a CIDR range.' })).extend(
  { note: z.string() },
);

/** The same at both addresses under which people look for it. */
export const sourceAddressRoutes = ({ config }: Pick<App, 'config'>): Route[] =>
  ['/api/v1/webhooks/source-addresses', '/api/v1/webhook-endpoints/source-addresses'].map((path) =>
    route({
      method: 'GET',
      path,
      scope: 'read',
      tag: 'Webhooks',
      summary: 'Lists the addresses that deliveries come from',
      description: 'For receivers that let in known senders only.',
      answers: { 200: { description: 'As the operator has set them.', schema: SourceAddressesView } },
      handle: () => ok(viewOf(config.webhookSourceAddresses)),
    }),
  );

const viewOf = (addresses: readonly string[]): z.input<typeof SourceAddressesView> => ({
  ...wholeList([...addresses]),
  note:
    addresses.length > 0
      ? 'Deliveries come from these addresses.'
      : 'No addresses are set: the operator names them in TRIBUTARY_WEBHOOK_SOURCE_ADDRESSES.',
});
