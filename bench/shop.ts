import { Database } from 'bun:sqlite';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type Merchant, setUpMerchant } from './merchant.ts';
import { createKey, databasePathOf, type Product, startProduct } from './product.ts';
import type { Workplace } from './workplace.ts';

/** A data folder with a merchant in it, and the servers started on it. */
export interface Shop {
  readonly merchant: Merchant;
  readonly dataDir: string;
  readonly databasePath: string;
  /** Starts the product on the folder; one at a time. */
  start(): Promise<Product>;
  /** A copy of the database as it is now; for when no server runs. */
  copyDatabase(): string;
}

/** Sets something up through the API. */
export type Prepare = (product: Product, key: string) => Promise<void>;

/** @param prepare what else is to be there before the merchant's first sale */
export const openShop = async (place: Workplace, prepare?: Prepare): Promise<Shop> => {
  const dataDir = place.folder('shop');
  const databasePath = databasePathOf(dataDir);
  const key = await createKey(dataDir);
  const start = () => startProduct(dataDir);
  const product = await start();
  await prepare?.(product, key);
  const merchant = await setUpMerchant(product, key);
  await product.stop();
  return {
    merchant,
    dataDir,
    databasePath,
    start,
    copyDatabase: () => {
      const copy = join(place.folder('copy'), 'copy.db');
      cpSync(databasePath, copy);
      return copy;
    },
  };
};

/**
 * Holds what is on disk against what was answered: a figure that was reached by losing something is none.
 *
 * @throws Error when rows are missing, or when there are more than were asked for
 */
export const assertStored = ({ databasePath }: Shop, table: string, expected: number): void => {
  using database = new Database(databasePath, { readonly: true });
  const row = database.query<{ count: number }, []>(`select count(*) as count from ${table}`).get();
  if (row?.count === expected) return;
  throw new Error(`${expected} rows of ${table} were answered for, ${row?.count} are stored`);
};
