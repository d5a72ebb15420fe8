import type { Check } from './check.ts';
import { auditChain } from './checks/audit.ts';
import { balances } from './checks/balances.ts';
import { deliveries, owed } from './checks/deliveries.ts';
import { commissionAmounts, liveEarnings } from './checks/earnings.ts';
import { commissionBooks, ledgerIds, ledgerTransactions } from './checks/ledger.ts';
import { webhookMinutes } from './checks/minutes.ts';
import { paidOnce, payouts } from './checks/payouts.ts';
import { orders, programs, references } from './checks/programs.ts';
import { corrections, refunds } from './checks/refunds.ts';
import { reportDays } from './checks/reports.ts';
import { capUses, partnerDays } from './checks/rollups.ts';
import { secrets } from './checks/secrets.ts';
import { commissionStates, knownStates } from './checks/states.ts';

/** Everything that is checked, in the order in which it is told. */
export const checks: readonly Check[] = [
  ledgerTransactions,
  ledgerIds,
  balances,
  commissionBooks,
  commissionAmounts,
  liveEarnings,
  orders,
  commissionStates,
  knownStates,
  payouts,
  paidOnce,
  refunds,
  corrections,
  deliveries,
  owed,
  webhookMinutes,
  partnerDays,
  capUses,
  reportDays,
  programs,
  references,
  secrets,
  auditChain,
];
