import { describe, expect, test } from 'bun:test';
import type { PendingEvent } from '../../src/core/pending-event.ts';
import { statement } from '../../src/database/statement.ts';
import type { Tx, Work } from '../../src/database/work.ts';
import { names, nextTask, openScratch, originOf, put, rejection, submit } from './scratch.ts';

const settingNamed = statement<{ name: string }, { name: string }>((db, arg) =>
  db.selectFrom('settings').select('name').where('name', '=', arg('name')),
);

const event: PendingEvent = {
  type: 'click.tracked',
  programId: 'prg_1',
  partnerId: null,
  entityId: 'clk_1',
  data: {},
};

describe('a unit of work', () => {
  test('is stored as a whole or not at all, whatever becomes of the units committed with it', async () => {
    const { db } = await openScratch();
    const outcomes = await Promise.allSettled([
      submit(db, 'before'),
      db.transact(originOf(), async (work) => {
        await put(work.tx, 'half');
        throw new Error('no');
      }),
      submit(db, 'after'),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await names(db.read)).toEqual(['after', 'before']);
  });

  test('never runs beside another one, so that none can undo or keep what the other did', async () => {
    const { db } = await openScratch();
    const steps: string[] = [];
    const unit = (name: string, fails: boolean) =>
      db.transact(originOf(), async (work) => {
        for (const step of ['1', '2', '3']) {
          await put(work.tx, `${name}${step}`);
          steps.push(`${name}${step}`);
        }
        if (fails) throw new Error('no');
      });
    await Promise.allSettled([unit('a', true), unit('b', false), unit('c', true)]);
    expect(steps).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1', 'c2', 'c3']);
    expect(await names(db.read)).toEqual(['b1', 'b2', 'b3']);
  });

  test('reads what it has written, and what the units before it have', async () => {
    const { db } = await openScratch();
    const first = submit(db, 'a');
    const second = db.transact(originOf(), async (work) => {
      await put(work.tx, 'b');
      return names(work.tx);
    });
    expect([await first, await second]).toEqual(['a', ['a', 'b']]);
  });

  test('knows who acts, at which instant and for which request', async () => {
    const { db } = await openScratch();
    const seen = await db.transact(
      { actor: { kind: 'api_key', id: 'key_1' }, requestId: 'req_1' },
      async ({ actor, requestId, now, ids }) => ({ actor, requestId, now, id: ids.mint('clk').slice(0, 4) }),
    );
    expect(seen).toEqual({
      actor: { kind: 'api_key', id: 'key_1' },
      requestId: 'req_1',
      now: Date.UTC(2026, 4, 29, 14, 21, 12),
      id: 'clk_',
    });
  });

  test('is undone when it goes on after a failed statement, as PostgreSQL would have it', async () => {
    const { db } = await openScratch();
    await submit(db, 'taken');
    const error = await rejection(
      db.transact(originOf(), async (work) => {
        await put(work.tx, 'first');
        await rejection(put(work.tx, 'taken'));
        const next = await rejection(put(work.tx, 'second'));
        expect(String(next)).toContain('a unit of work ends at its first error');
      }),
    );
    expect(String(error)).toContain('UNIQUE constraint failed');
    expect(await names(db.read)).toEqual(['taken']);
  });
});

describe('what a unit forgets to await', () => {
  test('gets an error instead of landing in the next unit', async () => {
    const { db } = await openScratch();
    const floating = Promise.withResolvers<unknown>();
    const first = db.transact(originOf(), async (work) => {
      floating.resolve(rejection(twoWrites(work.tx)));
      await put(work.tx, 'awaited');
    });
    await Promise.all([first, submit(db, 'next')]);
    expect(String(await floating.promise)).toContain('something was not awaited');
    expect(await names(db.read)).not.toContain('late');
  });

  test('gets an error from a statement kept for many runs, too', async () => {
    const { db } = await openScratch();
    const handle = await db.transact(originOf(), async (work) => [work.tx] as const);
    expect(String(await rejection(settingNamed(handle[0], { name: 'a' })))).toContain('was not awaited');
    expect(String(await rejection(put(handle[0], 'a')))).toContain('was not awaited');
    expect(String(await rejection(names(handle[0])))).toContain('was not awaited');
  });

  const twoWrites = async (tx: Tx): Promise<void> => {
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    await put(tx, 'late');
  };
});

describe('a unit that waits for more than its queries', () => {
  test('is undone with a loud error, and the units around it are stored', async () => {
    const { db } = await openScratch();
    const waits = db.transact(originOf(), async (work) => {
      await put(work.tx, 'slow');
      await nextTask();
      await put(work.tx, 'slow too');
    });
    const outcomes = await Promise.allSettled([submit(db, 'before'), waits, submit(db, 'after')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(String(await rejection(waits))).toContain('awaited something other than its own queries');
    expect(await names(db.read)).toEqual(['after', 'before']);
  });

  test('for ever does not stop the writer', async () => {
    const { db } = await openScratch();
    const waits = rejection(db.transact(originOf(), () => new Promise(() => undefined)));
    expect(await submit(db, 'after')).toBe('after');
    expect(String(await waits)).toContain('awaited something other than its own queries');
  });
});

describe('a unit inside a unit', () => {
  test('fails loudly instead of waiting for itself', async () => {
    const { db } = await openScratch();
    const error = await rejection(
      db.transact(originOf(), async (work) => {
        await put(work.tx, 'outer');
        await submit(db, 'inner');
      }),
    );
    expect(String(error)).toContain('opened inside another one');
    expect(await names(db.read)).toEqual([]);
  });

  test('undoes the outer one even if that one hides the error', async () => {
    const { db } = await openScratch();
    const outer = db.transact(originOf(), async (work) => {
      await put(work.tx, 'outer');
      await rejection(submit(db, 'inner'));
    });
    expect(String(await rejection(outer))).toContain('opened inside another one');
    expect(await names(db.read)).toEqual([]);
  });

  test('is not mistaken for one that follows a failed unit at once', async () => {
    const { db } = await openScratch();
    const retried = db
      .transact(originOf(), () => Promise.reject(new Error('no')))
      .catch(() => submit(db, 'retried'));
    const others = Array.from({ length: 20 }, (_, index) => submit(db, `other ${index}`));
    expect(await retried).toBe('retried');
    await Promise.all(others);
  });
});

describe('events of a unit', () => {
  test('reach the sink once, at the end, and are stored with the unit', async () => {
    const calls: number[] = [];
    const sink = async (work: Work) => {
      calls.push(work.events.length);
      await put(work.tx, 'event');
    };
    const { db } = await openScratch({ sink });
    await db.transact(originOf(), async (work) => {
      work.events.push(event, event);
      await put(work.tx, 'change');
    });
    await submit(db, 'no event');
    expect(calls).toEqual([2]);
    expect(await names(db.read)).toEqual(['change', 'event', 'no event']);
  });

  test('take the unit with them when they cannot be stored', async () => {
    const { db } = await openScratch({ sink: () => Promise.reject(new Error('no sink')) });
    const error = await rejection(
      db.transact(originOf(), async (work) => {
        work.events.push(event);
        await put(work.tx, 'change');
      }),
    );
    expect(String(error)).toContain('no sink');
    expect(await names(db.read)).toEqual([]);
  });
});

describe('what is to happen after the commit', () => {
  test('happens before the answer, in order, and never for a unit that was undone', async () => {
    const { db } = await openScratch();
    const happened: string[] = [];
    const unit = (name: string, fails: boolean) =>
      db.transact(originOf(), async (work) => {
        work.afterCommit(() => happened.push(`${name} 1`));
        work.afterCommit(() => happened.push(`${name} 2`));
        await put(work.tx, name);
        if (fails) throw new Error('no');
      });
    await Promise.allSettled([
      unit('a', false).then(() => happened.push('a answered')),
      unit('b', true),
      unit('c', false).then(() => happened.push('c answered')),
    ]);
    expect(happened.filter((step) => step.startsWith('a'))).toEqual(['a 1', 'a 2', 'a answered']);
    expect(happened.filter((step) => step.startsWith('b'))).toEqual([]);
    expect(happened.filter((step) => step.startsWith('c'))).toEqual(['c 1', 'c 2', 'c answered']);
  });

  test('harms neither the unit nor the others when it fails', async () => {
    const { db, errors } = await openScratch();
    const failure = new Error('listener');
    const first = db.transact(originOf(), async (work) => {
      work.afterCommit(() => {
        throw failure;
      });
      return 'stored';
    });
    expect(await Promise.all([first, submit(db, 'b')])).toEqual(['stored', 'b']);
    expect(errors).toEqual([failure]);
  });
});
