import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type PartnerState, partnerTransitions } from '../../src/partners/partner.ts';
import { type PartnerMove, partnerMoves, targetOf } from '../../src/partners/partner-move.ts';
import { createPromotionTest, type PromotionTest } from '../support/promotion.ts';

let app: PromotionTest;
let program: string;

beforeAll(async () => {
  app = await createPromotionTest();
  program = (await app.build.program()).id;
});
afterAll(() => app.close());

/** The shortest way to each state, from an invitation. */
const ways: Readonly<Record<PartnerState, readonly PartnerMove[]>> = {
  invited: [],
  pending: ['approval'],
  approved: ['approval'],
  rejected: ['rejection'],
  suspended: ['approval', 'suspension'],
  declined: ['declination'],
  terminated: ['approval', 'termination'],
};

const move = (id: string, name: PartnerMove, body?: unknown) =>
  app.call('POST', `/api/v1/partners/${id}/${name}`, body === undefined ? {} : { body });

const partnerIn = async (state: PartnerState): Promise<string> => {
  const startsPending = state === 'pending' || state === 'rejected';
  const { id } = await app.build.partner({ state: startsPending ? 'pending' : 'invited' });
  const way = state === 'pending' ? [] : ways[state];
  for (const step of way) expect((await move(id, step)).status).toBe(200);
  expect((await app.call('GET', `/api/v1/partners/${id}`)).body.state).toBe(state);
  return id;
};

const moves = Object.keys(partnerMoves) as PartnerMove[];
const { states, table } = partnerTransitions;

describe('the moves of a partner', () => {
  const legal = (from: PartnerState, name: PartnerMove): PartnerState | undefined => {
    const { from: starts, to }: { from: readonly PartnerState[]; to: PartnerState } = partnerMoves[name];
    return starts.includes(from) ? to : undefined;
  };

  for (const from of states) {
    for (const name of moves) {
      const to = legal(from, name);
      test(`${name} of a partner that is ${from} ${to ? `makes it ${to}` : 'is refused'}`, async () => {
        const id = await partnerIn(from);
        await app.told();
        const answer = await move(id, name);
        const { body } = await app.call('GET', `/api/v1/partners/${id}`);
        if (to) {
          expect(answer).toMatchObject({ status: 200, body: { id, state: to } });
          expect(body.state).toBe(to);
        } else {
          expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
          expect(body.state).toBe(from);
          expect(await app.told()).toEqual([]);
        }
      });
    }
  }

  test('reach every pair of the transition table, and no other', () => {
    const reached = states.flatMap((from) =>
      moves.flatMap((name) =>
        (['auto', 'manual'] as const).flatMap((approval) => {
          try {
            return [`${from} -> ${targetOf(name, { state: from }, approval)}`];
          } catch {
            return [];
          }
        }),
      ),
    );
    const tabled = states.flatMap((from) => table[from].map((to) => `${from} -> ${to}`));
    expect([...new Set(reached)].sort()).toEqual(tabled.sort());
  });

  test('leave declined and terminated as final', () => {
    expect(states.filter(partnerTransitions.isFinal)).toEqual(['declined', 'terminated']);
  });
});

describe('a move', () => {
  test('keeps the reason and the note until the next one', async () => {
    const id = await partnerIn('approved');
    const suspended = await move(id, 'suspension', { reason: 'compliance', note: 'Bids on our brand.' });
    expect(suspended.body).toMatchObject({ state_reason: 'compliance', state_note: 'Bids on our brand.' });
    const reinstated = await move(id, 'reinstatement');
    expect(reinstated.body).toMatchObject({ state_reason: null, state_note: null });
  });

  test.each([
    ['reason', { reason: 'because' }],
    ['reason', { reason: 7 }],
    ['note', { note: '' }],
    ['note', { note: 'x'.repeat(501) }],
    ['note', { note: 'a\u0000b' }],
    ['note', { note: 'a\ud800' }],
    ['state', { state: 'approved' }],
  ])('refuses a bad %s: %j', async (path, body) => {
    const id = await partnerIn('approved');
    expect(await move(id, 'suspension', body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect((await app.call('GET', `/api/v1/partners/${id}`)).body.state).toBe('approved');
  });

  test('by two admins at once happens once; the other is told of the conflict', async () => {
    const id = await partnerIn('pending');
    await app.told();
    const answers = await Promise.all([move(id, 'approval'), move(id, 'rejection')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await app.events()).toContain('partner.updated');
    const told = (await app.told()).map(({ type }) => type);
    expect(told.filter((type) => type === 'partner.updated')).toHaveLength(1);
  });

  test('on the version that the admin has seen is refused once somebody else was faster', async () => {
    const id = await partnerIn('approved');
    const seen = (await app.call('GET', `/api/v1/partners/${id}`)).headers.get('etag') ?? '';
    await move(id, 'suspension');
    const late = await app.call('POST', `/api/v1/partners/${id}/termination`, {
      headers: { 'if-match': seen },
    });
    expect(late).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
  });

  test('needs the scope write', async () => {
    const id = await partnerIn('approved');
    const key = await app.build.key({ scopes: ['read'], programId: program });
    expect((await app.call('POST', `/api/v1/partners/${id}/suspension`, { key })).status).toBe(403);
  });
});

test('an accepted invitation waits for approval in a program that approves by hand', async () => {
  const manual = await app.build.program({ name: 'By hand', partner_approval: 'manual' });
  const { id } = await app.build.partner({ program_id: manual.id, state: 'invited' });
  await app.told();
  expect((await move(id, 'acceptance')).body.state).toBe('pending');
  expect((await app.told()).map(({ type }) => type)).toEqual(['partner.registered', 'partner.updated']);
  expect((await move(id, 'acceptance')).status).toBe(409);
});
