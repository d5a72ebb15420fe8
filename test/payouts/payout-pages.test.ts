import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { type Person, signIn } from '../support/people.ts';
import { createPayoutTest, type PayoutTest } from './payout-test.ts';

/** Ada is owed 12.50 in two commissions; the threshold is 5.00. */
let it: PayoutTest;
let finance: Person;
beforeEach(async () => {
  it = await createPayoutTest({ payout_threshold: 500 });
  finance = await signIn(it, 'finance');
  await it.build.partner({ code: 'ADA', name: 'Ada <i>Byron</i>' });
  await it.build.partner({ code: 'BEN', name: 'Ben' });
  await it.earn('ADA', 1_000);
  await it.earn('ADA', 250);
});
afterEach(async () => {
  await it.assertBooks();
  await it.close();
});

const show = async (path: string, person = finance): Promise<string> => {
  const answer = await person.get(path);
  expect(answer.status).toBe(200);
  return (await answer.text()).replaceAll('\u00a0', ' ');
};

/** What a form carries unseen. */
const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

const draft = async (): Promise<string> => {
  const form = await show('/admin/payouts/new');
  const made = await finance.post('/admin/payouts/new', {
    idempotency_key: hidden(form, 'idempotency_key'),
    note: 'October',
  });
  expect(made.status).toBe(303);
  return made.headers.get('location') ?? '';
};

const approved = async (): Promise<string> => {
  const path = await draft();
  const row_version = hidden(await show(path), 'row_version');
  expect((await finance.post(`${path}/approval`, { row_version })).status).toBe(303);
  return path;
};

const payout = async (): Promise<string> => {
  await approved();
  const { body } = await it.call('GET', '/api/v1/payouts');
  return `/admin/payouts/${body.data[0]?.id}`;
};

describe('what is ready', () => {
  test('is said with who gets what, and who is left out and why', async () => {
    await it.earn('BEN', 499);
    const html = await show('/admin/payouts');
    expect(html).toContain('Ready to pay: 1 payout, USD 12.50. 1 sum is left out.');
    expect(html).toContain('Below the smallest sum that is paid, USD 5.00');
    expect(html).not.toContain('<i>Byron</i>');
  });

  test('can be narrowed, and what cannot be read is said', async () => {
    expect(await show('/admin/payouts/new?minimum=12.51')).toContain('Pays nobody; 1 sum is left out.');
    expect(await show('/admin/payouts/new?minimum=12.50')).toContain('Pays 1 partner USD 12.50.');
    expect(await show('/admin/payouts/new?until=2020-01-01')).toContain('Pays nobody.');
    const refused = await finance.get('/admin/payouts/new?minimum=much');
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('must be a number with a point');
  });
});

describe('a batch', () => {
  test('is made once, however often the button is pressed', async () => {
    const idempotency_key = hidden(await show('/admin/payouts/new'), 'idempotency_key');
    const send = () => finance.post('/admin/payouts/new', { idempotency_key });
    const [first, second] = [await send(), await send()];
    expect(first.headers.get('location')).toBe(second.headers.get('location'));
    expect((await it.call('GET', '/api/v1/payout-batches')).body.data).toHaveLength(1);
  });

  test('says before it is approved what that pays, and afterwards who approved it', async () => {
    const path = await draft();
    const before = await show(path);
    expect(before).toContain('would pay 1 payout, USD 12.50');
    expect(before).toContain('October');
    const row_version = hidden(before, 'row_version');
    await finance.post(`${path}/approval`, { row_version, note: 'Seen' });
    const after = await show(path);
    expect(after).toContain('finance</span>, <time');
    expect(after).toContain('Seen');
    expect(after).toContain('1 payout waits to be paid: USD 12.50.');
    const again = await finance.post(`${path}/approval`, { row_version });
    expect(again.status).toBe(303);
    expect(await show(path)).toContain('That was done already.');
  });

  test('says what has changed since it was drafted', async () => {
    const path = await draft();
    expect(await show(path)).not.toContain('Changed since it was drafted');
    await it.refund('order-2', 250);
    const html = await show(path);
    expect(html).toContain('Changed since it was drafted');
    expect(html).toMatch(
      /data-label="When drafted"><span class="amount">USD 12\.50.*?data-label="Now"><span class="amount">USD 10\.00/s,
    );
  });

  test('of a program that wants two approvals is not approved by one person', async () => {
    const { body } = await it.call('GET', '/api/v1/programs');
    await it.call('PATCH', `/api/v1/programs/${body.data[0]?.id}`, { body: { payout_approvals: 2 } });
    const path = await draft();
    const row_version = hidden(await show(path), 'row_version');
    await finance.post(`${path}/approval`, { row_version });
    const html = await show(path);
    expect(html).toContain('Somebody else must approve it, too.');
    const other = await signIn(it, 'admin');
    await other.post(`${path}/approval`, { row_version: hidden(html, 'row_version') });
    expect(await show(path)).toContain('Approvals, 2 of 2');
  });

  test('is marked as paid by typing how many payouts that are, once', async () => {
    const path = await approved();
    const row_version = hidden(await show(path), 'row_version');
    const refused = await finance.post(`${path}/completion`, { row_version, reference: 'SEPA 7' });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain('must be exactly: 1');
    expect(html).toContain('value="SEPA 7"');
    const fields = { row_version, reference: 'SEPA 7', confirmation: '1' };
    expect((await finance.post(`${path}/completion`, fields)).status).toBe(303);
    expect(await show(path)).toContain('Paid: 1 payout, USD 12.50.');
    expect((await finance.post(`${path}/completion`, fields)).status).toBe(303);
    expect(await it.rows('payouts')).toMatchObject([{ state: 'completed', reference: 'SEPA 7' }]);
  });

  test('is paid by hand from a file', async () => {
    const path = await approved();
    const file = await finance.get(`${path}/export.csv`);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(await file.text()).toContain(',USD,12.50,scheduled,');
  });

  test('is given up while it is a draft', async () => {
    const path = await draft();
    await finance.post(`${path}/cancellation`, { row_version: hidden(await show(path), 'row_version') });
    expect(await show(path)).toContain('This draft was given up.');
    expect(await show('/admin/payouts/batches')).toContain('canceled');
  });
});

describe('a payout', () => {
  test('shows what it pays and what happened', async () => {
    const html = await show(await payout());
    expect(html).toContain('USD 12.50 is reserved and waits to be paid.');
    expect(html).toContain('order-1');
    expect(html).toContain('Made; the money is reserved');
  });

  test('is paid by typing its sum, and the second press changes nothing', async () => {
    const path = await payout();
    const form = await show(`${path}/completion`);
    expect(form).toContain('Type 12.50 to confirm');
    const row_version = hidden(form, 'row_version');
    const wrong = await finance.post(`${path}/completion`, {
      row_version,
      reference: 'A',
      confirmation: '12',
    });
    expect(wrong.status).toBe(422);
    const early = { row_version, reference: 'A', confirmation: '12.50', paid_at: '2020-01-01' };
    const refused = await finance.post(`${path}/completion`, early);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Paid on must not be before the payout was made');
    const fields = { row_version, reference: 'A', confirmation: '12.50' };
    expect((await finance.post(`${path}/completion`, fields)).headers.get('location')).toBe(path);
    expect((await finance.post(`${path}/completion`, fields)).headers.get('location')).toBe(path);
    expect(await show(path)).toContain('USD 12.50 was paid with the reference A.');
  });

  test('fails with a reason, is tried again, canceled or taken back', async () => {
    const path = await payout();
    const move = async (name: string, fields: Readonly<Record<string, string>> = {}): Promise<string> => {
      const row_version = hidden(await show(path === '' ? path : `${path}`), 'row_version');
      const moved = await finance.post(`${path}/${name}`, { ...(row_version && { row_version }), ...fields });
      expect([name, moved.status]).toEqual([name, 303]);
      return show(path);
    };
    await move('submission');
    expect(await move('failure', { reason: 'receiver_account_closed' })).toContain('the account is closed');
    expect(await show('/admin/payouts/all?state=failed')).toContain('The account is closed');
    expect(await move('retry')).toContain('waits to be paid');
    expect(await move('completion', { reference: 'B', confirmation: '12.50' })).toContain('was paid');
    const untyped = await finance.post(`${path}/reversal`, { reason: 'returned_by_bank' });
    expect(untyped.status).toBe(422);
    expect(await move('reversal', { reason: 'returned_by_bank', confirmation: '12.50' })).toContain(
      'came back',
    );
  });

  test('is found among its like, and in their file', async () => {
    await payout();
    expect(await show('/admin/payouts/all?state=scheduled')).toContain('Ada');
    expect(await show('/admin/payouts/all?state=completed')).toContain('No payout is completed');
    expect(await (await finance.get('/admin/payouts/all.csv?state=scheduled')).text()).toContain('12.50');
  });
});

test('who only looks sees payouts and pays nobody', async () => {
  const path = await approved();
  const viewer = await signIn(it, 'viewer');
  const html = await show(path, viewer);
  expect(html).not.toContain('<button type="submit" data-kind="danger"');
  expect((await viewer.get('/admin/payouts')).headers.get('location')).toBe('/admin/payouts/batches');
  for (const name of ['approval', 'completion', 'cancellation']) {
    expect((await viewer.post(`${path}/${name}`)).status).toBe(403);
  }
  expect((await viewer.get('/admin/payouts/new')).status).toBe(403);
});

test('what is not there is not found', async () => {
  expect((await finance.get('/admin/payouts/batches/bat_0000000000')).status).toBe(404);
  expect((await finance.get('/admin/payouts/pay_0000000000')).status).toBe(404);
  expect((await finance.post('/admin/payouts/pay_0000000000/completion')).status).toBe(404);
});
