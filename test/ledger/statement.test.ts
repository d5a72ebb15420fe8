import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Currency } from '../../src/core/currencies.ts';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import { money } from '../../src/core/money.ts';
import { postMovements } from '../../src/ledger/ledger.service.ts';
import { type Movement, partnerAccounts } from '../../src/ledger/ledger.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';

/** Instants are in UTC; what day that is somewhere is worked out by hand. */
const it: TestApp = await createTestApp();
afterAll(() => it.close());
afterEach(() => it.clock.set('2026-12-31T00:00:00Z'));

const newPartner = async (timeZone: string): Promise<{ programId: ProgramId; partnerId: PartnerId }> => {
  const program = await it.build.program({ name: timeZone, time_zone: timeZone });
  const partner = await it.build.partner({ program_id: program.id });
  return { programId: program.id as ProgramId, partnerId: partner.id as PartnerId };
};

type Place = Awaited<ReturnType<typeof newPartner>>;

const postAt = async (
  place: Place,
  at: string | number,
  from: Movement['from'],
  to: Movement['to'],
  minor: number,
): Promise<void> => {
  it.clock.set(at);
  const movement = { ...place, commissionId: null, from, to, reason: 'commission.created' };
  await it.app.transact(testOrigin, (work) =>
    postMovements(work, [{ ...movement, amount: money(minor, 'USD' as Currency) }]),
  );
};

interface Statement extends AnswerBody {
  readonly opening: Record<string, number>;
  readonly closing: Record<string, number>;
  readonly movements: readonly { group: string; count: number; changes: Record<string, number> }[];
}

const statement = async ({ partnerId }: Place, query: string): Promise<Statement> => {
  const path = `/api/v1/statements?partner_id=${partnerId}&currency=USD&${query}`;
  const answer = await it.call<Statement>('GET', path);
  expect(answer.status).toBe(200);
  return answer.body;
};

describe('a day of the program', () => {
  test.each([
    // Two hours ahead of UTC in summer, one in winter: the day of the change has 23 hours, or 25.
    ['Europe/Berlin', '2026-03-28', '2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-02-28', '2026-02-27T18:30:00.000Z', '2026-02-28T18:30:00.000Z'],
    // Clocks go from midnight to one: the day begins at one.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z', '2026-01-01T10:00:00.000Z'],
    ['UTC', '2028-02-29', '2028-02-29T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
  ])('in %s, %s, is from %s until %s', async (timeZone, day, startsAt, endsAt) => {
    const place = await newPartner(timeZone);
    const body = await statement(place, `from=${day}&to=${day}`);
    expect([body.starts_at, body.ends_at]).toEqual([startsAt, endsAt]);
    await postAt(place, Date.parse(startsAt) - 1, 'expense', 'pending', 1);
    await postAt(place, startsAt, 'expense', 'pending', 20);
    await postAt(place, Date.parse(endsAt) - 1, 'expense', 'pending', 300);
    await postAt(place, endsAt, 'expense', 'pending', 4_000);
    const { opening, closing, data } = await statement(place, `from=${day}&to=${day}`);
    expect([opening.pending, closing.pending, data.length]).toEqual([1, 321, 2]);
  });

  test.each([
    ['2026-02', '2026-02-01', '2026-02-28', '2026-01-31T23:00:00.000Z', '2026-02-28T23:00:00.000Z'],
    ['2026-03', '2026-03-01', '2026-03-31', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['2028-02', '2028-02-01', '2028-02-29', '2028-01-31T23:00:00.000Z', '2028-02-29T23:00:00.000Z'],
    ['2026-12', '2026-12-01', '2026-12-31', '2026-11-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
  ])('the month %s in Berlin is from %s to %s', async (period, from, to, startsAt, endsAt) => {
    const body = await statement(await newPartner('Europe/Berlin'), `period=${period}`);
    expect([body.from, body.to, body.starts_at, body.ends_at]).toEqual([from, to, startsAt, endsAt]);
  });
});

type Step = { hours: number } & Partial<Record<'from' | 'to', Movement['from']> & { minor: number }>;

/** Each so many hours after the one before; answers how many moved something. */
const postAll = async (place: Place, steps: readonly Step[]): Promise<number> => {
  let at = Date.parse('2026-03-26T12:00:00Z');
  let total = 0;
  for (const { hours, from, to, minor } of steps) {
    at += hours * 3_600_000;
    if (!from || !to || minor === undefined) continue;
    await postAt(place, at, from, to, minor);
    total += 1;
  }
  return total;
};

test('what one period closes with, the next one opens with, and opening + movements = closing in every account', async () => {
  const account = fc.constantFrom('expense' as const, ...partnerAccounts);
  const step = fc
    .record({ from: account, to: account, minor: fc.integer({ min: -1e6, max: 1e6 }), hours: fc.nat(60) })
    .filter(({ from, to, minor }) => from !== to && minor !== 0);
  // A clock that is set back now and then takes the instant of a movement behind the one before.
  const back = fc.integer({ min: -30, max: 0 }).map((hours) => ({ hours }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 8, arbitrary: step }, back), { maxLength: 25 }),
      async (steps) => {
        const place = await newPartner('Europe/Berlin');
        const total = await postAll(place, steps);
        const days = ['03-20', '03-28', '03-29', '03-30', '04-02', '04-30', '12-31'];
        let before: Statement | undefined;
        let lines = 0;
        for (const [index, first] of days.slice(0, -1).entries()) {
          const last = new Date(Date.parse(`2026-${days[index + 1]}T00:00:00Z`) - 1)
            .toISOString()
            .slice(0, 10);
          const present = await statement(place, `from=2026-${first}&to=${last}&limit=200`);
          if (before) expect(present.opening).toEqual(before.closing);
          for (const name of [...partnerAccounts, 'balance']) {
            const moved = present.movements.reduce((sum, { changes }) => sum + (changes[name] ?? 0), 0);
            expect((present.opening[name] ?? 0) + moved).toBe(present.closing[name] ?? Number.NaN);
          }
          expect(present.movements.reduce((sum, { count }) => sum + count, 0)).toBe(present.data.length);
          lines += present.data.length;
          before = present;
        }
        expect(lines).toBe(total);
        const { body } = await it.call('GET', `/api/v1/balances?partner_id=${place.partnerId}`);
        const [balance] = body.data;
        expect(before?.closing.balance).toBe(Number(balance?.balance ?? 0));
      },
    ),
    { numRuns: 25 },
  );
});

test('lines come page by page, each once, with the same sums on every page', async () => {
  const place = await newPartner('UTC');
  for (let minute = 10; minute < 17; minute += 1) {
    await postAt(place, `2026-05-01T00:${minute}:00Z`, 'expense', 'pending', 5);
  }
  const seen: [number, number][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Statement = await statement(place, `period=2026-05&limit=3${cursor && `&cursor=${cursor}`}`);
    seen.push(
      ...page.data.map((line): [number, number] => [line.amount as number, line.balance_after as number]),
    );
    expect(page.closing.balance).toBe(35);
    cursor = page.next_cursor as string | null;
  }
  expect(seen).toEqual([5, 10, 15, 20, 25, 30, 35].map((balance) => [5, balance]));
});

test.each([
  ['', 'period'],
  ['from=2026-05-01', 'period'],
  ['period=2026-05&from=2026-05-01&to=2026-05-02', 'period'],
  ['period=2026-13', 'period'],
  ['from=2026-02-29&to=2026-03-01', 'from'],
  ['from=2026-05-02&to=2026-05-01', 'to'],
  ['from=1999-12-31&to=2026-05-01', 'from'],
])('refuses %s, naming %s', async (query, field) => {
  const { partnerId } = await newPartner('UTC');
  for (const path of ['statements', 'statements.csv']) {
    const answer = await it.call('GET', `/api/v1/${path}?partner_id=${partnerId}&currency=USD&${query}`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0]?.path).toBe(field);
  }
});

test('a partner of another program has none for this key', async () => {
  const [own, other] = [await newPartner('UTC'), await newPartner('UTC')];
  const key = await it.build.key({ scopes: ['read'], programId: own.programId });
  const query = `partner_id=${other.partnerId}&currency=USD&period=2026-05`;
  for (const path of ['statements', 'statements.csv']) {
    expect((await it.call('GET', `/api/v1/${path}?${query}`, { key })).status).toBe(404);
  }
});
