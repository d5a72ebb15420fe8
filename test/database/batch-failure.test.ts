import { Database as Sqlite } from 'bun:sqlite';
import { describe, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { DomainError } from '../../src/core/errors.ts';
import { names, openScratch, originOf, put, rejection, type Scratch, submit } from './scratch.ts';

/** Lets the file grow by so many pages and no further, as a full disk would. */
const fillDisk = ({ db }: Scratch, pagesLeft: number): Promise<void> =>
  db.transact(originOf(), async (work) => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(work.tx);
    await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + pagesLeft)}`.execute(work.tx);
  });

const makeRoom = ({ db }: Scratch): Promise<void> =>
  db.transact(originOf(), async (work) => {
    await sql`pragma max_page_count = 1000000`.execute(work.tx);
  });

const tooMuch = 'x'.repeat(200_000);

describe('a full disk', () => {
  test('refuses every unit of the batch, stores none of them, and the writer goes on afterwards', async () => {
    const scratch = await openScratch({ batchBudgetMs: Number.POSITIVE_INFINITY });
    const { db } = scratch;
    await fillDisk(scratch, 8);
    const afterCommit: string[] = [];
    const outcomes = await Promise.allSettled([
      db.transact(originOf(), async (work) => {
        work.afterCommit(() => afterCommit.push('before'));
        await put(work.tx, 'before');
      }),
      db.transact(originOf(), (work) => put(work.tx, 'too much', tooMuch)),
      submit(db, 'after'),
    ]);
    for (const outcome of outcomes.slice(0, 2)) expectUnavailable(outcome);
    const stored = outcomes[2]?.status === 'fulfilled' ? ['after'] : [];
    expect(await names(db.read)).toEqual(stored);
    expect(afterCommit).toEqual([]);

    await makeRoom(scratch);
    await submit(db, 'later');
    expect(await names(db.read)).toEqual([...stored, 'later']);
  });

  test('does not let a unit that hides the error write on its own', async () => {
    const scratch = await openScratch();
    const { db } = scratch;
    await fillDisk(scratch, 8);
    const outcome = await rejection(
      db.transact(originOf(), async (work) => {
        await rejection(put(work.tx, 'too much', tooMuch));
        await rejection(put(work.tx, 'on its own'));
      }),
    );
    expect(outcome).toBeInstanceOf(DomainError);
    expect(await names(db.read)).toEqual([]);
  });

  test('is reported with its cause, which the caller does not see', async () => {
    const scratch = await openScratch();
    await fillDisk(scratch, 8);
    const refusal = await rejection(
      scratch.db.transact(originOf(), (work) => put(work.tx, 'too much', tooMuch)),
    );
    expect(refusal).toMatchObject({ code: 'unavailable', retryAfterSeconds: 10 });
    expect((refusal as DomainError).detail).not.toContain('full');
    expect(scratch.errors.map(String).join()).toContain('database or disk is full');
    expect(scratch.fatal).toEqual([]);
  });
});

describe('a database that another process holds', () => {
  test('refuses whoever waits, and serves again once it is free', async () => {
    const { path, db } = await openScratch();
    await db.transact(originOf(), async (work) => {
      await sql`pragma busy_timeout = 0`.execute(work.tx);
    });
    const other = new Sqlite(path, { readwrite: true });
    other.run('begin immediate');
    const outcomes = await Promise.allSettled([submit(db, 'a'), submit(db, 'b', 'bulk')]);
    outcomes.forEach(expectUnavailable);
    other.run('rollback');
    other.close();
    expect(await submit(db, 'c')).toBe('c');
    expect(await names(db.read)).toEqual(['c']);
  });
});

const expectUnavailable = (outcome: PromiseSettledResult<unknown>): void => {
  expect(outcome.status).toBe('rejected');
  if (outcome.status === 'rejected') {
    expect(outcome.reason).toBeInstanceOf(DomainError);
    expect(outcome.reason).toMatchObject({ code: 'unavailable' });
  }
};
