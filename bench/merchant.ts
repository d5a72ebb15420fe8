import { putUnderLoad } from './load.ts';
import type { Product } from './product.ts';
import { knownCustomers, purchase, signup } from './requests.ts';

/** A merchant who uses the product: a program with a partner, a link and customers whom the partner referred. */
export interface Merchant {
  readonly key: string;
  readonly partnerCode: string;
  readonly slug: string;
}

/**
 * Sets everything up through the API: one percent for the partner, a thousand customers referred by them who
 * have all bought something once, so that the next purchase changes no referral and no customer.
 */
export const setUpMerchant = async (product: Product, key: string): Promise<Merchant> => {
  const partnerCode = 'bench';
  const slug = 'bench';
  await product.post(
    '/api/v1/programs',
    { name: 'Bench', currency: 'EUR', default_rule: { kind: 'percent', basis_points: 100 } },
    key,
  );
  const partner = await product.post(
    '/api/v1/partners',
    { email: 'partner@example.com', name: 'Bench Partner', code: partnerCode },
    key,
  );
  await product.post(
    '/api/v1/links',
    { partner_id: partner.id, destination_url: 'https://shop.example.com/spring', slug },
    key,
  );
  const once = { warmUpMs: 0, measuredMs: 60_000, maximumRequests: knownCustomers, expectedStatus: 201 };
  await putUnderLoad(product, { ...once, template: signup(key, partnerCode) });
  await putUnderLoad(product, { ...once, template: purchase(key) });
  return { key, partnerCode, slug };
};

/** The number of the first order that the product was not told of in the set-up. */
export const firstNewOrder = knownCustomers;

/**
 * Subscribes endpoints at a receiver to everything that a purchase brings about.
 * @param dead so many of them never answer
 */
export const subscribe =
  (receiver: { readonly url: string }, endpoints: number, dead = 0) =>
  async (product: Product, key: string): Promise<void> => {
    for (let index = 0; index < endpoints; index += 1) {
      const name = `bench ${index}`;
      await product.post(
        '/api/v1/webhook-endpoints',
        { name, url: `${receiver.url}${index < dead ? 'dead/' : ''}${index}`, event_types: ['*'] },
        key,
      );
    }
  };
