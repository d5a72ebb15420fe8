import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { examine } from '../../src/doctor/examination.ts';
import { createServer } from '../../src/server.ts';
import { databasePathIn } from '../../src/settings/data-folder.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { type Call, sendTo } from '../support/call.ts';
import { testStart } from '../support/clock.ts';
import { dayMs, openBooks } from './books.ts';
import { compare } from './compare.ts';
import { assertInvariants, assertLegalMoves } from './invariants.ts';
import { openShop } from './open-shop.ts';
import { perform } from './perform.ts';
import type { Shop } from './shop.ts';
import { anyStep, beginnings, type Step } from './steps.ts';
import { anyTerms, type Terms } from './terms.ts';
import { assertTold } from './told.ts';

/** MODEL_SEED and MODEL_PATH, as a failure prints them, make the same sequence again; MODEL_RUNS makes more of them. */
const { MODEL_SEED, MODEL_PATH, MODEL_RUNS } = process.env;
const firstSeed = Number(MODEL_SEED ?? Date.now() % 1_000_000_000);

/** Declares one part of all runs: with a seed of its own, so that parts can run side by side. */
export const declareSequences = (part: number, numRuns: number): void => {
  const world = new World();
  beforeAll(() => world.open(), 60_000);
  afterAll(() => world.it.close());

  test(`whatever happens, the money is what plain books say (MODEL_SEED=${firstSeed}, part ${part})`, async () => {
    await fc.assert(
      fc.asyncProperty(anyTerms, beginning, sequence, crashAt, (terms, begins, steps, crash) =>
        play(world, terms, [...beginnings[begins], ...steps], crash),
      ),
      {
        numRuns: Number(MODEL_RUNS ?? numRuns),
        seed: firstSeed + part,
        ...(MODEL_PATH !== undefined && { path: MODEL_PATH }),
      },
    );
    await assertBooksBalance(world.it);
    await assertHealthy(world.it);
  }, 300_000);
};

const sequence = fc.noBias(fc.array(anyStep, { minLength: 4, maxLength: 14, size: 'max' }));
const beginning = fc.constantFrom(...(Object.keys(beginnings) as (keyof typeof beginnings)[]));
/** After which step the process is killed; mostly after none. */
const crashAt = fc.oneof({ weight: 39, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(14) });

/** One application for many sequences: each has a program of its own. */
class World {
  #it: TestApp | undefined;
  private crashes = 0;
  private sequences = 0;
  /** Straight to the server: that answers keep to what is documented is held elsewhere, and takes its time. */
  #call: Call | undefined;

  get it(): TestApp {
    if (!this.#it) throw new Error('the application is not open');
    return this.#it;
  }

  get call(): Call {
    if (!this.#call) throw new Error('the application is not open');
    return this.#call;
  }

  async open(options?: TestAppOptions): Promise<void> {
    this.#it = await createTestApp(options);
    const server = createServer(this.#it.app);
    this.#call = sendTo((request) => server.handle(request), this.#it.key);
  }

  isTimeForDoctor(): boolean {
    this.sequences += 1;
    return this.sequences % 50 === 0;
  }

  /** What is on disk is all that is left. */
  async crash(): Promise<void> {
    this.crashes += 1;
    const killed = this.it;
    const { clock, app } = killed;
    await this.open({ clock, leftBy: app.config.dataDir, seed: this.crashes });
    await killed.close();
  }
}

const play = async (
  world: World,
  terms: Terms,
  steps: readonly Step[],
  crash: number | null,
): Promise<void> => {
  world.it.clock.set(testStart);
  const shop = await openShop(world.it, world.call, terms);
  // What is there from the beginning is older than anything that happens, even when the clock is set back.
  world.it.clock.advance(dayMs);
  const books = openBooks(terms, world.it.clock.now());
  for (const [index, step] of steps.entries()) {
    await perform(books, shop, step);
    if (index === crash) await reopen(world, shop);
    await compare(books, shop);
    await assertInvariants(shop);
  }
  await assertLegalMoves(shop);
  await assertTold(books, shop);
  if (world.isTimeForDoctor()) await assertHealthy(world.it);
};

/** What `tributary doctor` finds: nothing. It looks at everything there is, so not after each sequence. */
const assertHealthy = async ({ app, clock }: TestApp): Promise<void> => {
  const { results } = await examine(databasePathIn(app.config.dataDir), { clock, looksAtFile: false });
  expect(results.filter(({ violations }) => violations > 0)).toEqual([]);
};

const reopen = async (world: World, shop: Shop): Promise<void> => {
  await world.crash();
  Object.assign(shop, { it: world.it, call: world.call });
};
