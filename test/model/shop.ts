import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import type { TestApp } from '../support/app.ts';
import type { Call, TestAnswer } from '../support/call.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The product, with a program of its own for one sequence. */
export interface Shop {
  /** The application by now: a crash puts another one in its place. */
  it: TestApp;
  call: Call;
  readonly programId: string;
  readonly partnerIds: readonly string[];
  readonly ruleId: string;
  /** The last event before this program was there. */
  readonly firstEvent: number;
  /** Links of the partners. */
  readonly slugs: readonly string[];
  /** Ids of what the books know by number. */
  readonly clickIds: string[];
  readonly saleIds: string[];
  readonly lineIds: string[];
  readonly batchIds: string[];
  readonly payoutIds: string[];
  /** A key that nobody used before. */
  readonly freshKey: () => string;
  /** Everything that was tracked, to be told again. */
  readonly told: { readonly path: string; readonly body: Fields }[];
}

/** Of the partners. */
export const codes = ['ADA', 'BEN'] as const;

/** Tells something of a customer, and remembers it. */
export const track = async (shop: Shop, operation: string, fields: Fields): Promise<TestAnswer> => {
  const told = { path: `/track/${operation}`, body: { program: shop.programId, ...fields } };
  shop.told.push(told);
  return shop.call('POST', told.path, { body: told.body });
};

export const post = (shop: Shop, path: string, body?: Fields): Promise<TestAnswer> =>
  shop.call('POST', `/api/v1/${path}`, body && { body });

/** What the clock does by itself. */
export const tickShop = ({ it }: Shop): Promise<number> => releaseDueCommissions(it.app.transact, 'req_tick');
