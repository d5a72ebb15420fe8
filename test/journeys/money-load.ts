import type { AnswerBody, TestAnswer } from '../support/call.ts';
import type { Dice } from './dice.ts';
import type { Installation } from './installation.ts';

/** What merchants and people were promised about money. */
export interface MoneyJournal {
  readonly sales: { readonly order: string; readonly amount: number; readonly id: string }[];
  readonly refunds: { readonly id: string; readonly order: string; readonly amount: number }[];
  readonly bonuses: { readonly id: string; readonly amount: number }[];
  /** Payouts that somebody was told are completed, one by one or with their batch. */
  readonly completed: Set<string>;
  /** Commissions that somebody was told are held. */
  readonly held: Set<string>;
  /** Commissions that somebody asked to release at some time. */
  readonly released: Set<string>;
  answers: number;
  cut: number;
}

export interface MoneyLoad {
  readonly journal: MoneyJournal;
  /** Resolves after so many more answers. */
  answered(count: number): Promise<void>;
  /** Nobody begins a request from now on; those under way may fail. */
  pause(): void;
  resume(): void;
  finish(): Promise<void>;
}

const workers = 8;

/** Everybody who has to do with money, at work side by side; each repeats a request with its key until it is answered. */
export const startMoneyLoad = (at: Installation, partners: readonly string[], dice: Dice): MoneyLoad => {
  const journal: MoneyJournal = {
    ...{ sales: [], refunds: [], bonuses: [], completed: new Set(), held: new Set(), released: new Set() },
    ...{ answers: 0, cut: 0 },
  };
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  let pauses = 0;
  let isFinished = false;
  let count = 0;

  const next = (): number => {
    count += 1;
    return count;
  };

  const send = async (method: string, path: string, body?: object): Promise<TestAnswer> => {
    for (;;) {
      await gate.promise;
      const before = pauses;
      try {
        const answer = await at.call(method, path, body && { body });
        journal.answers += 1;
        return answer;
      } catch (error) {
        if (pauses === before) throw error;
        journal.cut += 1;
      }
    }
  };

  const list = async (path: string): Promise<readonly AnswerBody[]> =>
    (await send('GET', `/api/v1/${path}`)).body.data;

  const jobs: readonly (() => Promise<void>)[] = [
    async () => {
      const order = `order-${next()}`;
      const amount = 100 + dice.below(100_000);
      const body = { order_id: order, partner: dice.pick(partners), amount, currency: 'USD' };
      const answer = expectDone(await send('POST', '/track/purchase', body));
      journal.sales.push({ order, amount, id: answer.id });
    },
    async () => {
      if (journal.sales.length === 0) return;
      const { order, amount } = dice.pick(journal.sales);
      const id = `refund-${next()}`;
      const part = 1 + dice.below(amount);
      const body = { order_id: order, refund_id: id, amount: part };
      expectDone(await send('POST', '/track/refund', body));
      journal.refunds.push({ id, order, amount: part });
    },
    async () => {
      const amount = 1 + dice.below(5_000);
      const body = { partner_id: dice.pick(partners), amount, note: 'x', idempotency_key: `bonus-${next()}` };
      const { id } = expectDone(await send('POST', '/api/v1/commissions', body));
      journal.bonuses.push({ id, amount });
    },
    async () => void expectDone(await send('POST', '/api/v1/commissions/approvals', { filter: {} })),
    async () => {
      const found = await list(`commissions?state=${dice.pick(['due', 'pending'])}&limit=20`);
      if (found.length === 0) return;
      const { id } = dice.pick(found);
      const answer = await send('POST', `/api/v1/commissions/${id}/hold`, { note: 'x' });
      if (answer.status === 200) journal.held.add(id);
    },
    async () => {
      const found = await list('commissions?state=held&limit=20');
      if (found.length === 0) return;
      const { id } = dice.pick(found);
      journal.released.add(id);
      await send('POST', `/api/v1/commissions/${id}/release`);
    },
    async () => {
      const draft = { idempotency_key: `batch-${next()}` };
      const batch = expectDone(await send('POST', '/api/v1/payout-batches', draft));
      // Cut off after it was done, it is refused when it is asked for again.
      await send('POST', `/api/v1/payout-batches/${batch.id}/approval`);
      if (dice.below(2) === 0) return;
      await send('POST', `/api/v1/payout-batches/${batch.id}/completion`, { reference: 'SEPA' });
    },
    async () => {
      const found = await list(`payouts?state=${dice.pick(['scheduled', 'processing', 'failed'])}&limit=20`);
      if (found.length === 0) return;
      const { id } = dice.pick(found);
      const [move, body] = dice.pick(moves);
      const answer = await send('POST', `/api/v1/payouts/${id}/${move}`, body);
      if (answer.status === 200 && move === 'completion') journal.completed.add(id);
    },
  ];

  const work = async (): Promise<void> => {
    while (!isFinished) await dice.pick(jobs)();
  };
  const atWork = Promise.all(Array.from({ length: workers }, work));
  // Whoever waits for answers, or for the end, hears of a failure.
  atWork.catch(() => undefined);

  return {
    journal,
    answered: async (wanted) => {
      const goal = journal.answers + wanted;
      while (journal.answers < goal) await Promise.race([Bun.sleep(5), atWork]);
    },
    pause: () => {
      pauses += 1;
      gate = Promise.withResolvers();
    },
    resume: () => gate.resolve(),
    finish: async () => {
      isFinished = true;
      await atWork;
    },
  };
};

const moves: readonly (readonly [string, object?])[] = [
  ['submission'],
  ['completion', { reference: 'A1' }],
  ['completion', { reference: 'A1' }],
  ['failure', { reason: 'other' }],
  ['retry'],
  ['cancellation'],
];

const expectDone = ({ status, body }: TestAnswer): AnswerBody => {
  if (status === 200 || status === 201) return body;
  throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
};
