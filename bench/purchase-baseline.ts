import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import { type Baseline, startBaseline } from './baselines/baseline.ts';
import { firstNewOrder } from './merchant.ts';
import { learnRecipe, type Recipe } from './recipe.ts';
import { orderId } from './requests.ts';
import type { Shop } from './shop.ts';
import type { Row } from './snapshot.ts';
import type { Workplace } from './workplace.ts';

/** Orders that the shop has afterwards. */
export const ordersAfterRecipe = firstNewOrder + 1;

/**
 * Lets the shop record one purchase, and starts the bare server that stores the same rows for each request, on
 * a copy of the shop's database.
 */
export const startPurchaseBaseline = async (place: Workplace, shop: Shop): Promise<Baseline> => {
  const recipe = await learnPurchase(shop, customersOf(shop.databasePath));
  const recipePath = join(place.folder('recipe'), 'recipe.json');
  await Bun.write(recipePath, JSON.stringify(recipe));
  return startBaseline('stored-json', shop.copyDatabase(), recipePath);
};

/** The rows that one purchase leaves behind, of whichever of the variants. */
export const learnPurchase = async (shop: Shop, variants: readonly Row[]): Promise<Recipe> => {
  const { key } = shop.merchant;
  const order = orderId(firstNewOrder);
  const body = {
    idempotency_key: `order-${order}`,
    order_id: order,
    customer_id: 'customer-0000',
    amount: 4_990,
    currency: 'EUR',
  };
  const product = await shop.start();
  const recipe = await learnRecipe(
    shop.databasePath,
    async () => JSON.stringify(await product.post('/track/purchase', body, key)),
    { own: [order, body.idempotency_key], variants },
  );
  await product.stop();
  return recipe;
};

const customersOf = (databasePath: string): Row[] => {
  using database = new Database(databasePath, { readonly: true });
  return database.query<Row, []>('select customer_id, id as referral_id from referrals').all();
};
