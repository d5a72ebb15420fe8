import { type Bulk, fillDatabase } from './bulk.ts';
import { runChild } from './child.ts';
import { executable } from './executable.ts';
import { learnPurchase } from './purchase-baseline.ts';
import { openShop, type Shop } from './shop.ts';
import type { Workplace } from './workplace.ts';

const opened = new Map<number, Promise<Shop>>();

/**
 * A shop with so many conversions, made once in a run, a thousand for each partner. That it is one that the product
 * could have made is said by the product itself.
 */
export const openLargeShop = (place: Workplace, conversions: number): Promise<Shop> => {
  const known = opened.get(conversions);
  if (known) return known;
  const shop = fill(place, { conversions, partners: conversions / 1_000 });
  opened.set(conversions, shop);
  return shop;
};

const fill = async (place: Workplace, bulk: Bulk): Promise<Shop> => {
  const shop = await openShop(place);
  const anyCustomer = [{ customer_id: '', referral_id: '', partner_id: '' }];
  fillDatabase(shop.databasePath, await learnPurchase(shop, anyCustomer), bulk);
  await examine(shop);
  return shop;
};

/** @throws Error with what is wrong */
export const examine = async ({ databasePath }: Shop): Promise<void> => {
  await runChild([executable, 'doctor', '--database', databasePath]);
};
