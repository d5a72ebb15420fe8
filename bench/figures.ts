import type { Figure } from './figure.ts';
import { adminPages } from './figures/admin-pages.ts';
import { drain } from './figures/drain.ts';
import { drainDead } from './figures/drain-dead.ts';
import { firstByte } from './figures/first-byte.ts';
import { memory } from './figures/memory.ts';
import { memoryWithBacklog } from './figures/memory-backlog.ts';
import {
  millionBalances,
  millionDoctor,
  millionExamined,
  millionPurchase,
  millionStatement,
} from './figures/million.ts';
import { purchase, purchaseWhileDelivering, purchaseWithDeliveries } from './figures/purchase.ts';
import { purchaseWide } from './figures/purchase-wide.ts';
import { redirect } from './figures/redirect.ts';
import { redirectWhileDraining } from './figures/redirect-draining.ts';
import { replay } from './figures/replay.ts';
import { start } from './figures/start.ts';

/** Every figure, in the order of the table. */
export const figures: readonly Figure[] = [
  redirect,
  redirectWhileDraining,
  purchase,
  purchaseWithDeliveries,
  purchaseWhileDelivering,
  purchaseWide,
  replay,
  drain,
  drainDead,
  firstByte,
  start,
  memory,
  memoryWithBacklog,
  millionPurchase,
  millionBalances,
  millionStatement,
  millionExamined,
  millionDoctor,
  ...adminPages,
];
