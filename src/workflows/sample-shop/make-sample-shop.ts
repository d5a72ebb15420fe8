import type { SecretBox } from '../../core/secret-box.ts';
import type { Db, Origin, Transact, Tx, Work } from '../../database/work.ts';
import type { LinkMemory } from '../../links/link.ts';
import { archiveProgram } from '../../programs/program.service.ts';
import { findProgram } from '../../programs/program.store.ts';
import type { SampleShop } from '../../sample-data/sample-shop.ts';
import { readSetting, writeSetting } from '../../settings/settings.store.ts';
import { doStep, makeProgram } from './do-step.ts';
import { samplePlan } from './plan.ts';

/** What is known of the sample shop; undefined when there never was one. */
export const readSampleShop = async (db: Db): Promise<SampleShop | undefined> => {
  const text = await readSetting(db, 'sample_shop');
  return text === undefined ? undefined : (JSON.parse(text) as SampleShop);
};

/**
 * Begins to make it; the rest follows step by step in the background. One that is there stays as it is.
 * @returns how it is now
 */
export const beginSampleShop = async (work: Work): Promise<SampleShop> => {
  const known = await readSampleShop(work.tx);
  if (known && known.state !== 'removed' && (await isThere(work.tx, known))) return known;
  const shop: SampleShop = {
    ...{ state: 'making', programId: null, madeAt: work.now, nextStep: 0 },
    stepCount: samplePlan(work.now).length,
  };
  await store(work.tx, shop);
  return shop;
};

/** Somebody may have archived its program like any other. */
const isThere = async (db: Db, { programId }: SampleShop): Promise<boolean> =>
  programId === null || (await findProgram(db, programId))?.archivedAt === null;

/**
 * Archives its program, where there is one. Sales and what partners earned by them stay, as with every program.
 */
export const removeSampleShop = async (work: Work, links: LinkMemory): Promise<void> => {
  const shop = await readSampleShop(work.tx);
  if (!shop || shop.state === 'removed') return;
  if (shop.programId !== null && (await isThere(work.tx, shop))) {
    await archiveProgram(work, links, { programId: null }, shop.programId);
  }
  await store(work.tx, { ...shop, state: 'removed' });
};

/** Milliseconds after which no further step is begun: live traffic has most of the time. */
const budgetMs = 250;

interface Tools {
  readonly read: Db;
  readonly transact: Transact;
  readonly secrets: SecretBox;
  readonly ids: { mint(prefix: 'req'): string };
  readonly clock: { now(): number };
}

/** Goes on making it, a step in each unit, where it stands. To be called each second. */
export const continueSampleShop = async ({ read, transact, secrets, ids, clock }: Tools): Promise<void> => {
  const shop = await readSampleShop(read);
  if (shop?.state !== 'making') return;
  const plan = samplePlan(shop.madeAt);
  // Its past is told to nobody, like that of an import.
  const origin: Origin = {
    ...{ actor: { kind: 'system', id: 'sample_shop' }, requestId: ids.mint('req') },
    ...{ lane: 'bulk', isImport: true },
  };
  const endsAt = clock.now() + budgetMs;
  for (let isMore = true; isMore && clock.now() < endsAt; ) {
    isMore = await transact(origin, (work) => takeStep(work, secrets, plan));
  }
};

const takeStep = async (
  work: Work,
  secrets: SecretBox,
  plan: ReturnType<typeof samplePlan>,
): Promise<boolean> => {
  const shop = await readSampleShop(work.tx);
  const step = shop && plan[shop.nextStep];
  if (shop?.state !== 'making' || !step) return false;
  if (step.kind === 'program') {
    await store(work.tx, { ...shop, programId: await makeProgram(work), nextStep: shop.nextStep + 1 });
    return true;
  }
  const { programId } = shop;
  // Archived meanwhile, like any other program.
  if (programId === null || !(await isThere(work.tx, shop))) {
    await store(work.tx, { ...shop, state: 'removed' });
    return false;
  }
  const isUnfinished = await doStep(work, { programId, secrets }, step);
  const nextStep = shop.nextStep + (isUnfinished ? 0 : 1);
  await store(work.tx, { ...shop, nextStep, state: nextStep === plan.length ? 'ready' : 'making' });
  return nextStep < plan.length;
};

const store = (tx: Tx, shop: SampleShop): Promise<void> =>
  writeSetting(tx, 'sample_shop', JSON.stringify(shop));
