import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { systemClock } from '../../src/core/clock.ts';
import { examine } from '../../src/doctor/examination.ts';
import type { AnswerBody, TestAnswer } from '../support/call.ts';
import { fromSource } from '../support/process.ts';
import { eventually } from './eventually.ts';
import { type Installation, install, journeyTimeoutMs } from './installation.ts';

setDefaultTimeout(journeyTimeoutMs);

/** Two people with a key each, at the same thing at the same moment, over the wire: one wins, and is right. */
let at: Installation;
let keys: readonly string[];
let count = 0;

beforeAll(async () => {
  at = await install(fromSource);
  keys = [at.key, await at.build.key({ name: 'Other', scopes: ['read', 'write', 'payouts', 'track:write'] })];
});
afterAll(async () => {
  const { results } = await examine(at.databasePath, { clock: systemClock, looksAtFile: true });
  await at[Symbol.asyncDispose]();
  expect(results.filter(({ violations }) => violations > 0)).toEqual([]);
});

/** How often each pair meets: the order in which two requests arrive is theirs. */
const meetings = 4;

interface Request {
  readonly path: string;
  readonly body?: object;
}

interface Scene {
  readonly programId: string;
  readonly partnerId: string;
}

const openScene = async (program: object = {}): Promise<Scene> => {
  const { id } = await at.build.program({ hold_days: 0, ...program });
  count += 1;
  const partner = await at.build.partner({ program_id: id, code: `P${count}` });
  return { programId: id, partnerId: partner.id };
};

const post = async (path: string, body?: object): Promise<AnswerBody> => {
  const answer = await at.call('POST', `/api/v1/${path}`, body && { body });
  expect([200, 201]).toContain(answer.status);
  return answer.body;
};

/** Due at once. */
const bonus = ({ partnerId }: Scene) =>
  post('commissions', { partner_id: partnerId, amount: 1_000, note: 'x' });
const purchase = async ({ programId, partnerId }: Scene): Promise<AnswerBody> => {
  count += 1;
  const body = {
    program: programId,
    order_id: `o-${count}`,
    partner: partnerId,
    amount: 5_000,
    currency: 'USD',
  };
  return (await at.call('POST', '/track/purchase', { body })).body;
};
const draftOf = async (scene: Scene): Promise<string> => {
  await bonus(scene);
  return (await post('payout-batches', { program_id: scene.programId })).id;
};
const payoutOf = async (scene: Scene, ...moves: readonly (readonly [string, object?])[]): Promise<string> => {
  const batchId = await draftOf(scene);
  await post(`payout-batches/${batchId}/approval`);
  const { body } = await at.call('GET', `/api/v1/payouts?batch_id=${batchId}`);
  const id = body.data[0]?.id ?? '';
  for (const [move, fields] of moves) await post(`payouts/${id}/${move}`, fields);
  return id;
};
const balanceOf = async ({ partnerId }: Scene): Promise<number> => {
  const { body } = await at.call('GET', `/api/v1/balances?partner_id=${partnerId}`);
  return body.data.reduce((sum, row) => sum + Number(row.balance) + Number(row.paid), 0);
};

const together = (requests: readonly Request[], headers: Readonly<Record<string, string>> = {}) =>
  Promise.all(
    requests.map(({ path, body }, index) => {
      const key = keys[index % keys.length] ?? null;
      return at.call('POST', `/api/v1/${path}`, { key, headers, ...(body && { body }) });
    }),
  );

const codesOf = (answers: readonly TestAnswer[]): string[] =>
  answers.map(({ status, body }) => (status < 300 ? 'done' : `${status} ${body.code}`)).sort();

const note = { note: 'decided' };
const reference = { reference: 'A1' };
const other = { reason: 'other' };

/** What excludes each other: the first one done makes the other one impossible. */
const contests: Readonly<Record<string, (scene: Scene) => Promise<readonly Request[]>>> = {
  'void the same commission': async (scene) => twice(`commissions/${(await bonus(scene)).id}/void`, note),
  'hold the same commission': async (scene) => twice(`commissions/${(await bonus(scene)).id}/hold`, note),
  'release the same commission': async (scene) => {
    const { id } = await bonus(scene);
    await post(`commissions/${id}/hold`, note);
    return twice(`commissions/${id}/release`);
  },
  'reject the same conversion': async (scene) =>
    twice(`conversions/${(await purchase(scene)).id}/rejection`, other),
  'qualify the same conversion': async (scene) => {
    const { id } = await purchase(scene);
    await post(`conversions/${id}/rejection`, other);
    return twice(`conversions/${id}/qualification`);
  },
  'approve the same batch': async (scene) => twice(`payout-batches/${await draftOf(scene)}/approval`),
  'approve and cancel a batch': async (scene) => {
    const id = await draftOf(scene);
    return [{ path: `payout-batches/${id}/approval` }, { path: `payout-batches/${id}/cancellation` }];
  },
  'complete the same batch': async (scene) => {
    const id = await draftOf(scene);
    await post(`payout-batches/${id}/approval`);
    return twice(`payout-batches/${id}/completion`, reference);
  },
  'complete the same payout': async (scene) =>
    twice(`payouts/${await payoutOf(scene)}/completion`, reference),
  'complete and cancel a payout': async (scene) => {
    const id = await payoutOf(scene);
    return [{ path: `payouts/${id}/completion`, body: reference }, { path: `payouts/${id}/cancellation` }];
  },
  'submit and cancel a payout': async (scene) => {
    const id = await payoutOf(scene);
    return [{ path: `payouts/${id}/submission` }, { path: `payouts/${id}/cancellation` }];
  },
  'complete and fail a payout': async (scene) => {
    const id = await payoutOf(scene, ['submission']);
    return [
      { path: `payouts/${id}/completion`, body: reference },
      { path: `payouts/${id}/failure`, body: other },
    ];
  },
  'retry the same payout': async (scene) =>
    twice(`payouts/${await payoutOf(scene, ['submission'], ['failure', other])}/retry`),
  'reverse the same payout': async (scene) =>
    twice(`payouts/${await payoutOf(scene, ['completion', reference])}/reversal`, other),
  'suspend the same partner': async ({ partnerId }) => twice(`partners/${partnerId}/suspension`),
  'terminate the same partner': async ({ partnerId }) => twice(`partners/${partnerId}/termination`),
  'refund differently under the same id': async (scene) => {
    const path = `conversions/${(await purchase(scene)).id}/refund`;
    const refund = { refund_id: `r-${count}` };
    return [
      { path, body: { ...refund, amount: 100 } },
      { path, body: { ...refund, amount: 200 } },
    ];
  },
};

const twice = (path: string, body?: object): readonly Request[] => {
  const request = { path, ...(body && { body }) };
  return [request, request];
};

describe('of two people who at the same moment', () => {
  for (const [what, open] of Object.entries(contests)) {
    test(`${what}, one wins and the other is told`, async () => {
      for (let meeting = 0; meeting < meetings; meeting += 1) {
        const requests = await open(await openScene());
        const turned = meeting % 2 === 0 ? requests : requests.toReversed();
        const [won, lost] = codesOf(await together(turned)).toReversed();
        expect(won).toBe('done');
        expect(['409 invalid_transition', '409 conflict', '409 already_exists']).toContain(lost ?? '');
      }
    });
  }
});

/** What could be done one after the other, by two who have seen the same version. */
const versioned: Readonly<Record<string, (scene: Scene) => Promise<readonly [string, readonly Request[]]>>> =
  {
    'a commission that one holds and one voids': async (scene) => {
      const path = `commissions/${(await bonus(scene)).id}`;
      return [
        path,
        [
          { path: `${path}/hold`, body: note },
          { path: `${path}/void`, body: note },
        ],
      ];
    },
    'a conversion in review that one qualifies and one rejects': async (scene) => {
      const path = `conversions/${(await purchase(scene)).id}`;
      return [path, [{ path: `${path}/qualification` }, { path: `${path}/rejection`, body: other }]];
    },
    'a conversion that two give to different partners': async (scene) => {
      const path = `conversions/${(await purchase(scene)).id}`;
      const ben = await at.build.partner({ program_id: scene.programId });
      const eve = await at.build.partner({ program_id: scene.programId });
      const to = ({ id }: AnswerBody) => ({ path: `${path}/assignment`, body: { partner_id: id } });
      return [path, [to(ben), to(eve)]];
    },
    'a payout that one submits and one completes': async (scene) => {
      const path = `payouts/${await payoutOf(scene)}`;
      return [path, [{ path: `${path}/submission` }, { path: `${path}/completion`, body: reference }]];
    },
    'a partner whom one suspends and one terminates': async ({ partnerId }) => {
      const path = `partners/${partnerId}`;
      return [path, [{ path: `${path}/suspension` }, { path: `${path}/termination` }]];
    },
  };

describe('of two people who have seen the same version of', () => {
  for (const [what, open] of Object.entries(versioned)) {
    test(`${what}, one wins and the other is told to look again`, async () => {
      for (let meeting = 0; meeting < meetings; meeting += 1) {
        const review = what.includes('in review') ? { conversion_review: 'all' } : {};
        const [path, requests] = await open(await openScene(review));
        const { headers } = await at.call('GET', `/api/v1/${path}`);
        const turned = meeting % 2 === 0 ? requests : requests.toReversed();
        const answers = await together(turned, { 'if-match': headers.get('etag') ?? '' });
        expect(codesOf(answers)).toEqual(['412 precondition_failed', 'done']);
      }
    });
  }
});

test('two people who refund the rest of the same sale at once take it back once', async () => {
  for (let meeting = 0; meeting < meetings; meeting += 1) {
    const scene = await openScene();
    const path = `conversions/${(await purchase(scene)).id}/refund`;
    const answers = await together([
      { path, body: { refund_id: 'mine' } },
      { path, body: { refund_id: 'yours' } },
    ]);
    expect(codesOf(answers)).toEqual(['done', 'done']);
    expect(await balanceOf(scene)).toBe(0);
  }
});

test('a refund and the completion of the payout that pays it, at once, leave the partner with nothing', async () => {
  for (let meeting = 0; meeting < meetings; meeting += 1) {
    const scene = await openScene();
    const sale = await purchase(scene);
    const { body } = await at.call('GET', `/api/v1/commissions?conversion_id=${sale.id}`);
    const commission = `/api/v1/commissions/${body.data[0]?.id}`;
    await eventually('it to be due', async () =>
      (await at.call('GET', commission)).body.state === 'due' ? true : undefined,
    );
    const batch = await post('payout-batches', { program_id: scene.programId });
    await post(`payout-batches/${batch.id}/approval`);
    const requests = [
      { path: `payout-batches/${batch.id}/completion`, body: reference },
      { path: `conversions/${sale.id}/refund`, body: { refund_id: 'all' } },
    ];
    expect(codesOf(await together(meeting % 2 === 0 ? requests : requests.toReversed()))).toEqual([
      'done',
      'done',
    ]);
    const { body: balances } = await at.call('GET', `/api/v1/balances?partner_id=${scene.partnerId}`);
    expect(balances.data[0]).toMatchObject({ paid: 1_000, due: -1_000, processing: 0, balance: -1_000 });
  }
});
