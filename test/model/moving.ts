import { expect } from 'bun:test';
import { type Books, isUnpaid, type Line, type Payout } from './books.ts';
import { assign, qualify, reject } from './decisions.ts';
import { approveBatch, cancelBatch, completeBatch, movePayout, type PayoutMove } from './payouts.ts';
import * as people from './people.ts';
import { post, type Shop } from './shop.ts';
import type { StepOf } from './steps.ts';

/** Moves of what is there by then, made of the product and of the books. */

/** What may be done succeeds, what may not is refused as such. */
const expectMoved = async (answer: ReturnType<typeof post>, isAllowed: boolean): Promise<string> => {
  const { status, body } = await answer;
  const isDone = status === 200 || status === 201;
  expect(isDone ? 'done' : `${status} ${body.code}`).toBeOneOf(
    isAllowed ? ['done'] : ['409 invalid_transition', '409 conflict'],
  );
  return body.id;
};

type Which = { readonly which: number };

/** One of what there is by now, mostly one that a move may be made of; undefined when there is nothing. */
const pick = <Item>(
  items: readonly Item[],
  { which }: Which,
  isLikely: (item: Item) => boolean,
): readonly [number, Item] | undefined => {
  const likely = items.filter(isLikely);
  const from = likely.length > 0 && which % 4 !== 3 ? likely : items;
  const item = from[which % from.length];
  return item === undefined ? undefined : [items.indexOf(item), item];
};

export const onBatch = async (
  books: Books,
  shop: Shop,
  step: Which & { what: 'batch_approval' | 'batch_cancellation' | 'batch_completion' },
): Promise<void> => {
  const [index, batch] =
    pick(
      books.batches,
      step,
      ({ state }) => state === (step.what === 'batch_completion' ? 'approved' : 'draft'),
    ) ?? [];
  if (index === undefined || !batch) return;
  const path = `payout-batches/${shop.batchIds[index]}`;
  if (step.what === 'batch_approval') {
    await expectMoved(post(shop, `${path}/approval`), approveBatch(books, batch));
  } else if (step.what === 'batch_cancellation') {
    await expectMoved(post(shop, `${path}/cancellation`), cancelBatch(books, batch));
  } else {
    await expectMoved(post(shop, `${path}/completion`, { reference: 'SEPA' }), completeBatch(books, batch));
  }
};

const likelyStates: Readonly<Record<PayoutMove, readonly Payout['state'][]>> = {
  submission: ['scheduled'],
  completion: ['scheduled', 'processing'],
  failure: ['processing'],
  retry: ['failed'],
  cancellation: ['scheduled', 'failed'],
  reversal: ['completed'],
};

export const onPayout = async (books: Books, shop: Shop, step: StepOf<'payout'>): Promise<void> => {
  const [index, payout] =
    pick(books.payouts, step, ({ state }) => likelyStates[step.move].includes(state)) ?? [];
  if (index === undefined || !payout) return;
  const body = {
    completion: { reference: 'A1' },
    failure: { reason: 'other' },
    reversal: { reason: 'mistake' },
  };
  const fields: object | undefined = body[step.move as keyof typeof body];
  const answer = post(shop, `payouts/${shop.payoutIds[index]}/${step.move}`, { ...fields });
  await expectMoved(answer, movePayout(books, payout, step.move));
};

export const onSale = async (
  books: Books,
  shop: Shop,
  step: StepOf<'qualification' | 'rejection'>,
): Promise<void> => {
  const [index, sale] =
    pick(
      books.sales,
      step,
      ({ state, partner }) =>
        partner !== null && state !== (step.what === 'rejection' ? 'rejected' : 'qualified'),
    ) ?? [];
  if (index === undefined || !sale) return;
  const body = step.what === 'rejection' ? { reason: 'other' } : {};
  const move = step.what === 'rejection' ? reject : qualify;
  await expectMoved(post(shop, `conversions/${shop.saleIds[index]}/${step.what}`, body), move(books, sale));
};

export const onAssignment = async (books: Books, shop: Shop, step: StepOf<'assignment'>): Promise<void> => {
  const [index, sale] = pick(books.sales, step, ({ partner }) => partner !== step.partner) ?? [];
  if (index === undefined || !sale) return;
  const partner_id = step.partner === null ? null : (shop.partnerIds[step.partner] ?? '');
  const answer = post(shop, `conversions/${shop.saleIds[index]}/assignment`, { partner_id });
  await expectMoved(answer, assign(books, sale, step.partner));
};

export const onPartner = async (
  books: Books,
  shop: Shop,
  step: StepOf<'suspension' | 'reinstatement' | 'termination'>,
): Promise<void> => {
  const { partner, what } = step;
  const voids = what === 'termination' && step.voids;
  const body = { reason: 'other', ...(voids && { void_pending: true }) };
  const moves = { suspension: people.suspend, reinstatement: people.reinstatePartner };
  const isAllowed =
    what === 'termination' ? people.terminate(books, partner, voids) : moves[what](books, partner);
  await expectMoved(post(shop, `partners/${shop.partnerIds[partner]}/${what}`, body), isAllowed);
};

const lineMoves = {
  approval: people.approve,
  hold: people.hold,
  release: people.release,
  void: people.voidByHand,
};

const likelyLines = {
  approval: ({ approvedAt }: Line) => approvedAt === null,
  hold: ({ place }: Line) => place === 'due' || place === 'pending',
  release: ({ place }: Line) => place === 'held',
  void: isUnpaid,
  adjustment: ({ place }: Line) => place !== 'voided',
};

export const onLine = async (
  books: Books,
  shop: Shop,
  step: StepOf<'approval' | 'hold' | 'release' | 'void' | 'adjustment'>,
): Promise<void> => {
  const [index, line] = pick(books.lines, step, likelyLines[step.what]) ?? [];
  if (index === undefined || !line) return;
  const note = step.what === 'approval' || step.what === 'release' ? {} : { note: 'a person decided' };
  const body = step.what === 'adjustment' ? { ...note, amount: step.amount } : note;
  const isAllowed =
    step.what === 'adjustment' ? people.adjust(books, line, step.amount) : lineMoves[step.what](books, line);
  await expectMoved(post(shop, `commissions/${shop.lineIds[index]}/${step.what}`, body), isAllowed);
};
