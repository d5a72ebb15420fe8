import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import type { Dice } from './dice.ts';

/** A signup or purchase that the merchant's backend tells until it is acknowledged. */
export interface Told {
  readonly operation: 'signup' | 'purchase';
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The first answer; undefined while there is none. */
  answer: TrackAnswer | undefined;
}

/** What the merchant's side has been promised. */
export interface Journal {
  /** Ids that visitors were sent on with. */
  readonly clicks: string[];
  readonly told: Told[];
  /** Requests that ended without an answer. */
  cut: number;
  /** Answers so far, all kinds together. */
  answers: number;
}

export interface MerchantLoad {
  readonly journal: Journal;
  /** Resolves after so many more answers. @throws what a visitor or backend could not accept */
  answered(count: number): Promise<void>;
  /** Nobody begins a request from now on; those under way may fail. */
  pause(): void;
  resume(): void;
  /** Ends the load; resolves when everything that was told has its answer. */
  finish(): Promise<void>;
}

export interface LoadedShop {
  readonly url: string;
  readonly key: string;
  readonly slugs: readonly string[];
  readonly promoCode: string;
}

const workers = 12;

/** Visitors and backends at work, side by side: clicks, signups, purchases, and repeats of what was answered. */
export const startLoad = (shop: LoadedShop, dice: Dice): MerchantLoad => {
  const journal: Journal = { clicks: [], told: [], cut: 0, answers: 0 };
  let open = Promise.withResolvers<void>();
  let pauses = 0;
  let finished = false;
  let news = Promise.withResolvers<void>();
  open.resolve();

  /** Undefined when the process went away meanwhile; that it fails otherwise is no crash of ours. */
  const request = async (path: string, init: RequestInit): Promise<Response | undefined> => {
    await open.promise;
    const pausesBefore = pauses;
    try {
      const response = await fetch(`${shop.url}${path}`, { ...init, redirect: 'manual', keepalive: false });
      await response.clone().arrayBuffer();
      journal.answers += 1;
      news.resolve();
      return response;
    } catch (error) {
      if (pauses === pausesBefore) throw error;
      journal.cut += 1;
      return undefined;
    }
  };

  const post = (told: Told) =>
    request(`/track/${told.operation}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${shop.key}`,
        'content-type': 'application/json',
        'idempotency-key': told.key,
      },
      body: JSON.stringify(told.body),
    });

  /** With the same key until there is an answer. */
  const tell = async (told: Told): Promise<void> => {
    journal.told.push(told);
    while (told.answer === undefined) {
      const response = await post(told);
      if (response) told.answer = await readAnswer(response, told);
    }
  };

  const click = async (): Promise<void> => {
    const headers = { 'user-agent': `Mozilla/5.0 (X11; Linux x86_64) Visit/${dice.below(2 ** 31)}` };
    const response = await request(`/r/${dice.pick(shop.slugs)}`, { headers });
    if (response) journal.clicks.push(readClickId(response));
  };

  const replay = async (): Promise<void> => {
    const told = dice.pick(journal.told);
    const first = told.answer;
    if (first === undefined) return;
    const response = await post(told);
    if (response) expectSameAnswer(await readAnswer(response, told, 200), first);
  };

  const work = async (): Promise<void> => {
    while (!finished) {
      const chance = dice.below(12);
      if (chance < 3 || journal.clicks.length === 0) await click();
      else if (chance < 5) await tell(signup(journal, dice));
      else if (chance < 10 || journal.told.length === 0) await tell(purchase(shop, journal, dice));
      else await replay();
    }
  };
  const atWork = Promise.all(Array.from({ length: workers }, work));
  // Whoever waits for answers, or for the end, hears of a failure.
  atWork.catch(() => undefined);

  return {
    journal,
    answered: async (count) => {
      const goal = journal.answers + count;
      while (journal.answers < goal) {
        news = Promise.withResolvers();
        await Promise.race([news.promise, atWork]);
      }
    },
    pause: () => {
      pauses += 1;
      open = Promise.withResolvers();
    },
    resume: () => open.resolve(),
    finish: async () => {
      finished = true;
      await atWork;
    },
  };
};

const signup = (journal: Journal, dice: Dice): Told => {
  const number = journal.told.length;
  const body = { customer_id: `customer-${number}`, click_id: dice.pick(journal.clicks) };
  return { operation: 'signup', key: `signup-${number}`, body, answer: undefined };
};

/**
 * By somebody new or by a customer who may be signing up this very moment; with a code, so that it always earns.
 * Every other one has nothing but its key to be known by.
 */
const purchase = (shop: LoadedShop, journal: Journal, dice: Dice): Told => {
  const number = journal.told.length;
  const customer = dice.below(2) === 0 ? number : dice.below(number + 1);
  const body = {
    ...(number % 2 === 0 && { order_id: `order-${number}` }),
    customer_id: `customer-${customer}`,
    promo_code: shop.promoCode,
    amount: 100 + dice.below(100_000),
    currency: 'USD',
  };
  return { operation: 'purchase', key: `purchase-${number}`, body, answer: undefined };
};

const readAnswer = async (response: Response, told: Told, wanted?: number): Promise<TrackAnswer> => {
  const text = await response.text();
  const isWanted = wanted === undefined ? response.ok : response.status === wanted;
  if (isWanted) return JSON.parse(text) as TrackAnswer;
  throw new Error(`${told.operation} ${told.key} was answered ${response.status}: ${text}`);
};

const readClickId = (response: Response): string => {
  const id = URL.parse(response.headers.get('location') ?? '')?.searchParams.get('click_id');
  if (response.status === 302 && id) return id;
  throw new Error(`a link was answered ${response.status} without a click id`);
};

const expectSameAnswer = (again: TrackAnswer, first: TrackAnswer): void => {
  const same = JSON.stringify({ ...first, replayed: true });
  if (JSON.stringify(again) !== same) throw new Error(`${same} became ${JSON.stringify(again)}`);
};
