import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { assertBooksBalance } from '../support/books.ts';
import { type AssignmentWorld, createAssignmentWorld } from './support/assignment-world.ts';

/** A sale that people hand around while it is refunded, won back, paid, rejected and qualified. */
let world: AssignmentWorld;
beforeAll(async () => {
  world = await createAssignmentWorld();
});
afterAll(() => world.it.close());

const steps = [
  'ada',
  'bob',
  'nobody',
  'refund',
  'refund the rest',
  'win back',
  'pass',
  'pay',
  'reject',
  'qualify',
] as const;
type Step = (typeof steps)[number];

/** What is true of the sale, worked out without the product: whose it is, whether it counts, what is left of it. */
interface Model {
  owner: 'ada' | 'bob' | null;
  qualified: boolean;
  refunds: number[];
}

const rate = { ada: 20, bob: 30 };

/** Of a refund the target is rounded half away from zero, and what was earned at first less that is left. */
const owed = ({ owner, qualified, refunds }: Model, who: 'ada' | 'bob'): number => {
  if (owner !== who || !qualified) return 0;
  const original = Math.round((1_001 * rate[who]) / 100);
  return original - Math.round((original * sumOf(refunds)) / 1_001);
};

const sumOf = (refunds: readonly number[]): number => refunds.reduce((sum, minor) => sum + minor, 0);

interface Sale {
  readonly id: string;
  readonly order: string;
  readonly model: Model;
  told: number;
  /** The amount of the last refund, while it stands. */
  last: number | null;
}

const give = async (sale: Sale, to: Model['owner']) => {
  const answer = await world.assign(sale.id, to === null ? null : world[to]);
  expect(answer.status).toBe(200);
  sale.model.owner = to;
};

const tellRefund = async (sale: Sale, wanted?: number) => {
  const rest = 1_001 - sumOf(sale.model.refunds);
  const amount = wanted ?? rest;
  if (rest === 0 || amount > rest) return;
  await world.refund({ order_id: sale.order, refund_id: `${sale.order}-${sale.told}`, amount });
  sale.model.refunds.push(amount);
  sale.told += 1;
  sale.last = amount;
};

/** Of the last one, once. */
const winBack = async (sale: Sale) => {
  if (sale.last === null) return;
  const refund_id = `${sale.order}-${sale.told - 1}`;
  await world.refund({ order_id: sale.order, refund_id, kind: 'refund_canceled' });
  sale.model.refunds.pop();
  sale.last = null;
};

const act: Readonly<Record<Step, (sale: Sale) => Promise<unknown>>> = {
  ada: (sale) => give(sale, 'ada'),
  bob: (sale) => give(sale, 'bob'),
  nobody: (sale) => give(sale, null),
  refund: (sale) => tellRefund(sale, 111 + sale.told),
  'refund the rest': (sale) => tellRefund(sale),
  'win back': winBack,
  pass: () => world.pass(),
  pay: ({ id }) => world.pay(id),
  reject: async ({ id, model }) => {
    await world.reject(id);
    model.qualified = false;
  },
  qualify: async ({ id, model }) => {
    await world.qualify(id);
    model.qualified = true;
  },
};

const play = async (sequence: readonly Step[], order: string): Promise<void> => {
  const { id } = await world.buy({ partner: 'ADA', order_id: order, amount: 1_001, customer_id: order });
  const sale: Sale = {
    id,
    order,
    model: { owner: 'ada', qualified: true, refunds: [] },
    told: 0,
    last: null,
  };
  for (const [index, step] of sequence.entries()) {
    await act[step](sale);
    const expected = { ada: owed(sale.model, 'ada'), bob: owed(sale.model, 'bob') };
    expect(await world.totals(id), `after step ${index} of ${sequence.join(', ')}`).toEqual(expected);
  }
};

test('whatever people do with a sale, each partner has exactly what it earns them now', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 14 }),
      async (sequence) => {
        count += 1;
        await play(sequence, `S-${count}`);
      },
    ),
    { numRuns: 80 },
  );
  await assertBooksBalance(world.it);
}, 60_000);

test('paid, given away, paid back, and given back again and again, it is exact', async () => {
  const round: Step[] = ['pass', 'pay', 'bob', 'pass', 'pay', 'ada'];
  await play([...round, ...round, 'refund', ...round, 'win back', 'reject', 'bob', 'qualify', 'ada'], 'R-1');
  await assertBooksBalance(world.it);
}, 30_000);

test.each<Step[]>([
  ['refund the rest', 'nobody', 'win back', 'ada'],
  ['refund the rest', 'bob', 'win back', 'ada'],
  ['refund the rest', 'nobody', 'ada', 'win back'],
  ['refund the rest', 'reject', 'bob', 'win back', 'ada', 'qualify', 'reject', 'qualify'],
])(
  'wholly refunded, given away, won back and given back is earned once: %s, %s, %s, %s',
  async (...sequence) => {
    await play(sequence, `W-${sequence.join()}`);
    await assertBooksBalance(world.it);
  },
);

test('a claim and a refund come to the same in either order', async () => {
  const tell = async (order: string, told: readonly ('claim' | 'refund' | 'win')[]) => {
    const { id } = await world.buy({ order_id: order, amount: 999 });
    for (const what of told) {
      if (what === 'claim') await world.assign(id, world.bob);
      else {
        const kind = what === 'win' ? 'chargeback_won' : 'chargeback';
        await world.refund({
          order_id: order,
          refund_id: order,
          kind,
          ...(what !== 'win' && { amount: 100 }),
        });
      }
    }
    return (await world.totals(id)).bob;
  };
  // 30 % of 9.99 is 3.00; 1.00 of 9.99 takes 0.30 of it.
  expect(await tell('c1', ['claim', 'refund'])).toBe(270);
  expect(await tell('c2', ['refund', 'claim'])).toBe(270);
  expect(await tell('c3', ['refund', 'claim', 'win'])).toBe(300);
  expect(await tell('c4', ['win', 'claim', 'refund'])).toBe(300);
  await assertBooksBalance(world.it);
});
