import type { Installation } from './installation.ts';
import type { LoadedShop } from './merchant-load.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

/** A program whose links belong to one partner and whose code to another, and a receiver for everything that happens. */
export interface Shop extends LoadedShop {
  /** What the receiver checks signatures with. */
  readonly secret: string;
}

export const openShop = async (installation: Installation, receiver: WebhookReceiver): Promise<Shop> => {
  const { build, call, url, key } = installation;
  await build.program();
  const writer = await build.partner({ name: 'Leaf Letters' });
  const couponSite = await build.partner({ name: 'Green Deals' });
  const slugs = ['leaf', 'tree'];
  for (const slug of slugs) await build.link(writer.id, { slug });
  await build.promoCode(couponSite.id, 'GREEN15');
  const endpoint = { name: 'CRM', url: receiver.url, event_types: ['*', 'click.tracked'] };
  const { status, body } = await call('POST', '/api/v1/webhook-endpoints', { body: endpoint });
  if (status !== 201) throw new Error(`no endpoint was made: ${JSON.stringify(body)}`);
  return { url, key, slugs, promoCode: 'green15', secret: String(body.secret) };
};
