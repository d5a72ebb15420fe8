import { z } from 'zod';
import type { App } from '../app.ts';
import type { Currency } from '../core/currencies.ts';
import type { ProgramId } from '../core/ids.ts';
import { visibleProgram } from '../http/caller.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { sumBalances } from '../ledger/balance.store.ts';
import type { BalanceSum } from '../ledger/balance-sum.ts';
import { listProgramIds } from '../programs/program.store.ts';
import { countInState, openStates, sumUnapproved, type Tally } from './commission-count.store.ts';
import { CommissionSummaryView } from './commission-summary.view.ts';

export const commissionSummaryRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/commissions/summary',
    scope: 'read',
    tag: 'Commissions',
    summary: 'How many commissions are in which state, and what they come to, by currency',
    description: 'Amounts are those of the balances. Currencies are never added up.',
    query: z.strictObject({ program_id: id('prg').optional() }),
    answers: { 200: { description: 'Counts and sums.', schema: CommissionSummaryView } },
    handle: async ({ caller, query }) => {
      const programId = visibleProgram(caller, query.program_id);
      const programIds = programId === undefined ? await listProgramIds(app.read) : [programId];
      const counts = await countStates(app, programIds);
      const sums = await sumBalances(app.read, programId);
      return ok(inCurrencies(sums, counts));
    },
  });

const countedStates = ['waiting_for_approval', ...openStates] as const;
type Counts = Readonly<Record<(typeof countedStates)[number], Map<Currency, Tally>>>;

const countStates = async (
  { read }: Pick<App, 'read'>,
  programIds: readonly ProgramId[],
): Promise<Counts> => {
  const counts = Object.fromEntries(countedStates.map((state) => [state, new Map()])) as unknown as Counts;
  for (const programId of programIds) {
    addTo(counts.waiting_for_approval, await sumUnapproved(read, programId));
    for (const state of openStates) addTo(counts[state], await countInState(read, programId, state));
  }
  return counts;
};

const addTo = (sums: Map<Currency, Tally>, more: ReadonlyMap<Currency, Tally>): void => {
  for (const [currency, { count, minor }] of more) {
    const before = sums.get(currency);
    sums.set(currency, { count: count + (before?.count ?? 0), minor: minor + (before?.minor ?? 0) });
  }
};

/** Also of a currency in which nothing but nothing was earned yet: it has no balance. */
const inCurrencies = (sums: readonly BalanceSum[], counts: Counts): z.input<typeof CommissionSummaryView> => {
  const counted = Object.values(counts).flatMap((tallies) => [...tallies.keys()]);
  const currencies = [...new Set([...sums.map(({ currency }) => currency), ...counted])].sort();
  return {
    currencies: currencies.map((currency) =>
      toView(
        currency,
        sums.find((sum) => sum.currency === currency),
        counts,
      ),
    ),
  };
};

const toView = (
  currency: Currency,
  sum: BalanceSum | undefined,
  counts: Counts,
): z.input<typeof CommissionSummaryView>['currencies'][number] => {
  const waiting = counts.waiting_for_approval.get(currency);
  const inState = (state: (typeof openStates)[number]) => ({
    count: counts[state].get(currency)?.count ?? 0,
    amount: sum?.[state] ?? 0,
  });
  return {
    currency,
    waiting_for_approval: { count: waiting?.count ?? 0, amount: waiting?.minor ?? 0 },
    pending: inState('pending'),
    held: inState('held'),
    due: inState('due'),
    processing: inState('processing'),
    paid: { amount: sum?.paid ?? 0 },
  };
};
