import type { Figure } from './figure.ts';
import { drain } from './figures/drain.ts';
import { memory } from './figures/memory.ts';
import { purchase, purchaseWhileDelivering, purchaseWithDeliveries } from './figures/purchase.ts';
import { redirect } from './figures/redirect.ts';
import { replay } from './figures/replay.ts';
import { start } from './figures/start.ts';

/** Every figure, in the order of the table. */
export const figures: readonly Figure[] = [
  redirect,
  purchase,
  purchaseWithDeliveries,
  purchaseWhileDelivering,
  replay,
  drain,
  start,
  memory,
];
