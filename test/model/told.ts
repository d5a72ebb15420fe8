import { expect } from 'bun:test';
import { type Books, type Line, worth } from './books.ts';
import type { Shop } from './shop.ts';

/** What was told by events, summed up: who listens to them alone knows what is owed, and where it stands. */
export const assertTold = async (books: Books, shop: Shop): Promise<void> => {
  const told = new Map<string, Told>();
  for (const { type, entity_id, body } of await readEvents(shop)) {
    const { data } = JSON.parse(body ?? '{}') as { data: Data };
    const before = told.get(entity_id) ?? { amount: 0, state: '', types: [] };
    const amount =
      before.amount + (type === 'commission.created' ? data.amount : (data.adjustment_amount ?? 0));
    told.set(entity_id, { amount, state: data.state, types: [...before.types, type] });
  }
  const of = (id: string | undefined) => told.get(id ?? '');
  expect(
    books.lines.map(({ no }) => [no, of(shop.lineIds[no])?.amount, of(shop.lineIds[no])?.state]),
  ).toEqual(books.lines.map((line) => [line.no, worth(line), toldPlace(line)]));
  expect(books.sales.map(({ no }) => of(shop.saleIds[no])?.state)).toEqual(
    books.sales.map(({ state }) => state),
  );
  expect(books.payouts.map(({ no }) => of(shop.payoutIds[no])?.types.at(-1))).toEqual(
    books.payouts.map(({ state }) => `payout.${state}`),
  );
};

interface Told {
  readonly amount: number;
  readonly state: string;
  readonly types: readonly string[];
}

interface Data {
  readonly amount: number;
  readonly adjustment_amount?: number;
  readonly state: string;
}

/** That it is reserved is told of its payout. */
const toldPlace = ({ place }: Line): string => (place === 'processing' ? 'due' : place);

const readEvents = ({ it, programId, firstEvent }: Shop) =>
  it.app.read
    .selectFrom('events')
    .select(['type', 'entity_id', 'body'])
    .where('seq', '>', firstEvent)
    .where('program_id', '=', programId as never)
    .where((row) =>
      row.or(['commission.%', 'conversion.%', 'payout.%'].map((pattern) => row('type', 'like', pattern))),
    )
    .orderBy('seq')
    .execute();
