import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { DomainError } from '../../src/core/errors.ts';
import type { Transact } from '../../src/database/work.ts';
import { runImports } from '../../src/workflows/imports/run-imports.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { countRows } from '../support/stored-rows.ts';
import {
  bringIn,
  csvOf,
  expectCounts,
  finish,
  outcomesOf,
  readImport,
  reportsOf,
  sendFile,
} from './support.ts';

let it: TestApp;
beforeEach(async () => {
  it = await createTestApp();
  await it.build.program();
  for (const code of ['ANN', 'BOB']) await it.build.partner({ email: `${code}@example.com`, code });
});
afterEach(async () => {
  await assertBooksBalance(it);
  await it.close();
});

const importTables = ['imports', 'import_rows', 'import_pieces', 'import_keys', 'audit_entries'];

const countOthers = async () =>
  Object.fromEntries(Object.entries(await countRows(it)).filter(([name]) => !importTables.includes(name)));

/** Files of every kind in which rows repeat, contradict and exclude each other. */
const files = {
  partners: {
    header: 'email,name,code',
    row: fc
      .tuple(fc.constantFrom('a', 'b', 'c', 'ANN'), fc.constantFrom('', 'X', 'x', 'Y', 'ANN'))
      .map(([email, code]) => `${email}@example.com,N,${code}`),
  },
  links: {
    header: 'partner,destination_url,slug',
    row: fc
      .tuple(
        fc.constantFrom('ANN', 'bob@example.com', 'NO'),
        fc.constantFrom('x', 'y'),
        fc.constantFrom('s', 'T', 't'),
      )
      .map(([partner, path, slug]) => `${partner},https://shop.example.com/${path},${slug}`),
  },
  promo_codes: {
    header: 'partner,code',
    row: fc
      .tuple(fc.constantFrom('ANN', 'BOB'), fc.constantFrom('SAVE10', 'SAVEIO', 'OTHER'))
      .map(([partner, code]) => `${partner},${code}`),
  },
  customers: {
    header: 'customer_id,email,partner',
    row: fc
      .tuple(
        fc.constantFrom('c1', 'c2', 'c3'),
        fc.constantFrom('', 'x@example.com', 'known@example.com'),
        fc.constantFrom('', 'ANN', 'BOB', 'NO'),
      )
      .map((cells) => cells.join(',')),
  },
  conversions: {
    header: 'order_id,amount,currency,occurred_at,customer_id,partner,promo_code,commission_amount',
    row: fc
      .tuple(
        fc.constantFrom('o1', 'o2', 'o3', 'o4'),
        fc.constantFrom('100', '200', 'x'),
        fc.constantFrom('USD,2026-01-05', 'USD,2026-01-06'),
        fc.constantFrom('', 'c1', 'c2'),
        fc.constantFrom('', '', 'ANN', 'BOB'),
        fc.constantFrom('', '', 'SAVE5'),
        fc.constantFrom('', '10'),
      )
      .map((cells) => cells.join(',')),
  },
  balances: {
    header: 'partner,currency,amount',
    row: fc
      .tuple(
        fc.constantFrom('ANN', 'ann@example.com', 'BOB'),
        fc.constantFrom('USD', 'EUR'),
        fc.constantFrom('0', '5', '-5'),
      )
      .map((cells) => cells.join(',')),
  },
} as const;

describe.each(Object.keys(files) as (keyof typeof files)[])('a dry run of %s', (kind) => {
  test('tells of each row what the real run then does, and stores nothing but that', async () => {
    await it.call('POST', '/track/signup', { body: { customer_email: 'known@example.com', partner: 'ANN' } });
    const { header, row } = files[kind];
    const options = kind === 'conversions' ? { commissions: 'due' } : {};
    await it.build.promoCode((await it.build.partner({ code: 'CID' })).id, 'SAVE5');
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 70 }), async (rows) => {
        // What an earlier round brought in is known in the next: both begin from there.
        round += 1;
        const file = csvOf(header, ...rows.map((each) => each.replaceAll(/\b([oc]\d)\b/g, `$1-${round}`)));
        const before = await countOthers();
        const dry = await bringIn(it, kind, file, { dry_run: true, options });
        expect(await countOthers()).toEqual(before);
        const run = await it.call('POST', `/api/v1/imports/${dry.id}/run`);
        expect(run.status).toBe(202);
        const real = await finish(it, run.body.id);
        expect(outcomesOf(await reportsOf(it, real.id))).toEqual(outcomesOf(dry.reports));
        expect(real.rows).toEqual(dry.rows);
        expect(real).toMatchObject({ dry_run: false, dry_run_id: dry.id });
        const again = await bringIn(it, kind, file, { options });
        // A row that was refused may find by now what it lacked; none makes a thing twice.
        const made = outcomesOf(dry.reports).flatMap((outcome, at) => (outcome === 'created' ? [at] : []));
        expect(made.map((at) => again.reports[at]?.outcome)).toEqual(made.map(() => 'known'));
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

/** The process dies at the unit after so many: what was committed stays. */
const dyingAfter = (units: number): Transact => {
  let left = units;
  return (origin, unit) => {
    left -= 1;
    if (left < 0) return Promise.reject(new DomainError('unavailable', 'The process is closing.'));
    return it.app.transact(origin, unit);
  };
};

const customers = (count: number) =>
  csvOf('customer_id,partner', ...Array.from({ length: count }, (_, at) => `${at % 7 ? `c${at}` : ''},ANN`));

describe('an import that dies', () => {
  test.each([true, false])('again and again ends as if it had not (dry run: %p)', async (dryRun) => {
    const { id } = await sendFile(it, 'customers', customers(120), { dry_run: dryRun });
    let deaths = 0;
    for (let units = 0; (await readImport(it, id)).state === 'running'; units = (units + 13) % 61) {
      await runImports({ ...it.app, transact: dyingAfter(units) }).catch(() => {
        deaths += 1;
      });
      if (deaths > 100) throw new Error('it never ends');
    }
    expect(deaths).toBeGreaterThan(3);
    const job = await readImport(it, id);
    expectCounts(job, { total: 120, done: 120, created: 102, errors: 18 });
    expect((await reportsOf(it, id)).map(({ row }) => row)).toEqual(
      Array.from({ length: 120 }, (_, at) => at + 2),
    );
    const stored = await it.app.read.selectFrom('referrals').select('seq').execute();
    expect(stored).toHaveLength(dryRun ? 0 : 102);
  });
});

describe('a cancellation', () => {
  test('stops an import where it is; what was brought in stays, and can be completed later', async () => {
    const file = customers(700);
    const { id } = await sendFile(it, 'customers', file);
    await runImports(it.app);
    const under = await readImport(it, id);
    expectCounts(under, { done: 500 });
    // While rows are waiting in the queue.
    const going = runImports(it.app);
    const canceled = await it.call('POST', `/api/v1/imports/${id}/cancellation`);
    const stored = async () => (await it.app.read.selectFrom('referrals').select('seq').execute()).length;
    const atAnswer = await stored();
    await going;
    expect(canceled).toMatchObject({ status: 200, body: { state: 'canceled' } });
    expect(await stored()).toBe(atAnswer);
    const rows = await reportsOf(it, id);
    expectCounts(await readImport(it, id), {
      done: rows.length,
      created: rows.filter(({ outcome }) => outcome === 'created').length,
      errors: rows.filter(({ outcome }) => outcome === 'error').length,
    });
    await runImports(it.app);
    expect(await stored()).toBe(atAnswer);
    const rest = await bringIn(it, 'customers', file);
    expectCounts(rest, { created: 600 - atAnswer, known: atAnswer, errors: 100 });
  });

  test('is refused of an import that has ended', async () => {
    const { id } = await bringIn(it, 'customers', customers(3));
    const answer = await it.call('POST', `/api/v1/imports/${id}/cancellation`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
  });
});

describe('imports side by side', () => {
  test('take turns', async () => {
    const long = await sendFile(it, 'customers', customers(2_000));
    const short = await sendFile(it, 'partners', csvOf('email,name', 'new@example.com,New'));
    await runImports(it.app);
    expect((await readImport(it, short.id)).state).toBe('completed');
    expect((await readImport(it, long.id)).state).toBe('running');
  });

  test('are ten at most', async () => {
    for (let count = 0; count < 10; count += 1) await sendFile(it, 'customers', customers(1));
    const body = { kind: 'customers', csv: customers(1) };
    expect(await it.call('POST', '/api/v1/imports', { body })).toMatchObject({ status: 409 });
    await runImports(it.app);
    expect((await it.call('POST', '/api/v1/imports', { body })).status).toBe(202);
  });
});
