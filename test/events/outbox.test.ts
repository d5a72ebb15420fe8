import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import { type EventData, type EventType, eventCatalogue } from '../../src/events/catalogue.ts';
import { recordEvent } from '../../src/events/record.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import { publishExample, testProgram } from '../webhooks/support/publish.ts';

let world: TestApp;
const url = 'https://receiver.example.com/hook';

beforeEach(async () => {
  world = await createTestApp();
});
afterEach(() => world.close());

const subscribe = async (eventTypes: readonly string[], fields: object = {}): Promise<string> => {
  const body = { name: 'CRM', url, event_types: eventTypes, ...fields };
  const answer = await world.call('POST', '/api/v1/webhook-endpoints', { body });
  expect(answer.status).toBe(201);
  return answer.body.id;
};

const publish = (type: EventType, programId?: ProgramId, partnerId?: PartnerId) =>
  publishExample(world.app, type, programId, partnerId);

/** A receiver refuses a delivery about something of the program and partner. */
const publishRejection = (endpointId: string, programId: ProgramId, partnerId: PartnerId | null) =>
  world.app.transact(testOrigin, async (work) => {
    const { example } = eventCatalogue['delivery.rejected'];
    const endpoint = { ...example.endpoint, id: endpointId };
    const data = { ...example, endpoint_id: endpointId, endpoint };
    recordEvent(work, 'delivery.rejected', { programId, partnerId, entityId: data.id, data });
  });

/** Which endpoint was to be told of which event, in order. */
const deliveries = async (): Promise<string[][]> => {
  const rows = await world.app.read.selectFrom('deliveries').selectAll().orderBy('seq').execute();
  return rows.map((row) => [row.endpoint_id, row.event_type]);
};

const commission = eventCatalogue['commission.created'].example;

describe('an event', () => {
  test('is stored with its envelope, who did it and under which request', async () => {
    const id = await publish('commission.created');
    const row = await world.app.read.selectFrom('events').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      id,
      seq: 1,
      actor: 'system:test',
      request_id: 'req_test',
      entity_id: commission.id,
    });
    expect(JSON.parse(row.body ?? '')).toEqual({
      id,
      type: 'commission.created',
      version: 1,
      occurred_at: '2026-05-15T12:00:00Z',
      timestamp: '2026-05-15T12:00:00.000Z',
      program_id: testProgram,
      entity_version: 1,
      data: commission,
    });
  });

  test('of a unit that fails is not stored, and its number is given to the next', async () => {
    const failed = world.app.transact(testOrigin, async (work) => {
      recordCommission(work);
      throw new Error('not after all');
    });
    await expect(failed).rejects.toThrow('not after all');
    await publish('commission.created');
    const rows = await world.app.read.selectFrom('events').select('seq').execute();
    expect(rows).toEqual([{ seq: 1 }]);
  });

  test('has a greater version than every event before it, units side by side included', async () => {
    await Promise.all(Array.from({ length: 20 }, () => publish('commission.created')));
    const rows = await world.app.read.selectFrom('events').select(['seq', 'body']).orderBy('seq').execute();
    const versions = rows.map(({ body }) => JSON.parse(body ?? '').entity_version);
    expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('whose data is not what its schema says is refused with its unit', async () => {
    const record = (data: object) =>
      world.app.transact(testOrigin, async (work) => {
        recordCommission(work, data);
      });
    await expect(record({ ...commission, amount: 1.5 })).rejects.toThrow('amount');
    await expect(record({ ...commission, secret: 'x' })).rejects.toThrow(
      'members that its schema does not have',
    );
    expect(await world.events()).toEqual([]);
  });
});

describe('a subscription', () => {
  test('gets one delivery of each event it names, by our name or by an alias', async () => {
    const ours = await subscribe(['commission.due', 'commission.approved']);
    const theirs = await subscribe(['affiliate.approved']);
    await publish('commission.due');
    await publish('partner.approved');
    await publish('payout.failed');
    expect(await deliveries()).toEqual([
      [ours, 'commission.due'],
      [theirs, 'partner.approved'],
    ]);
  });

  test('to everything leaves out clicks and what is about webhooks themselves', async () => {
    const id = await subscribe(['*']);
    await publish('click.tracked');
    await publish('delivery.rejected');
    await publish('endpoint.disabled');
    await publish('fraud.case_opened');
    expect(await deliveries()).toEqual([[id, 'fraud.case_opened']]);
  });

  test('to everything and more gets that too, once', async () => {
    const id = await subscribe(['*', 'click.tracked', 'commission.due']);
    await publish('click.tracked');
    await publish('commission.due');
    expect(await deliveries()).toEqual([
      [id, 'click.tracked'],
      [id, 'commission.due'],
    ]);
  });

  test('of one program or one partner gets only theirs', async () => {
    const program = await world.build.program();
    const partner = await world.build.partner();
    const ofProgram = await subscribe(['commission.created'], { program_id: program.id });
    const ofPartner = await subscribe(['commission.created'], { partner_id: partner.id });
    const programId = program.id as ProgramId;
    await publish('commission.created', programId, partner.id as PartnerId);
    await publish('commission.created', programId);
    await publish('commission.created');
    expect(await deliveries()).toEqual([
      [ofProgram, 'commission.created'],
      [ofPartner, 'commission.created'],
      [ofProgram, 'commission.created'],
    ]);
  });

  test('gets no operational event about itself', async () => {
    const [first, second] = [await subscribe(['delivery.rejected']), await subscribe(['delivery.rejected'])];
    await publishRejection(first, testProgram, null);
    expect(await deliveries()).toEqual([[second, 'delivery.rejected']]);
  });

  test('of a program or partner hears nothing of endpoints that reach further', async () => {
    const programId = (await world.build.program()).id as ProgramId;
    const partnerId = (await world.build.partner()).id as PartnerId;
    const ofAll = await subscribe(['delivery.rejected']);
    const ofProgram = await subscribe(['delivery.rejected'], { program_id: programId });
    const ofPartner = await subscribe(['delivery.rejected'], { partner_id: partnerId });
    const other = await subscribe(['delivery.rejected'], { partner_id: partnerId });
    const told = async (about: string): Promise<string[]> => {
      const before = (await deliveries()).length;
      await publishRejection(about, programId, partnerId);
      return (await deliveries()).slice(before).flatMap(([endpointId = '']) => endpointId);
    };
    expect(await told(ofAll)).toEqual([]);
    expect(await told(ofProgram)).toEqual([ofAll]);
    expect(await told(ofPartner)).toEqual([ofAll, ofProgram, other]);
    expect(await told('whe_0000000000deleted')).toEqual([ofAll]);
  });

  test('counts from the very next unit, in the same commit too', async () => {
    const [id] = await Promise.all([subscribe(['commission.created']), publishAtOnce()]);
    const rows = await deliveries();
    expect(rows.every(([endpointId]) => endpointId === id)).toBe(true);
    await publish('commission.created');
    expect(await deliveries()).toHaveLength(rows.length + 1);
  });

  test('ends with the endpoint', async () => {
    const id = await subscribe(['commission.created']);
    await world.call('DELETE', `/api/v1/webhook-endpoints/${id}`);
    await publish('commission.created');
    expect(await deliveries()).toEqual([]);
  });

  test('of a paused endpoint gets held deliveries', async () => {
    const id = await subscribe(['commission.created']);
    await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
    await publish('commission.created');
    const row = await world.app.read.selectFrom('deliveries').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'held', next_attempt_at: null, origin: 'commit' });
  });
});

const recordCommission = (work: Parameters<typeof recordEvent>[0], data: object = commission): void =>
  recordEvent(work, 'commission.created', {
    programId: testProgram,
    partnerId: null,
    entityId: commission.id,
    data: data as EventData<'commission.created'>,
  });

const publishAtOnce = () => Promise.all(Array.from({ length: 5 }, () => publish('commission.created')));
