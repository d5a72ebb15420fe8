import { z } from 'zod';
import type { App } from '../app.ts';
import { DomainError } from '../core/errors.ts';
import type { Caller } from '../http/caller.ts';
import { noContent, ok, type Route, route } from '../http/route.ts';
import {
  beginSampleShop,
  readSampleShop,
  removeSampleShop,
} from '../workflows/sample-shop/make-sample-shop.ts';
import { SampleDataView } from './sample-data.view.ts';
import type { SampleShop } from './sample-shop.ts';

type SampleApp = Pick<App, 'read' | 'transact' | 'links'>;

const tag = 'Sample data';
const path = '/api/v1/sample-data';

export const sampleDataRoutes = (app: SampleApp): Route[] => [read(app), make(app), remove(app)];

const read = ({ read: db }: SampleApp): Route =>
  route({
    method: 'GET',
    path,
    scope: 'read',
    tag,
    summary: 'Whether there is a sample shop',
    answers: { 200: { description: 'How far it is.', schema: SampleDataView } },
    handle: async ({ caller }) => {
      const shop = await readSampleShop(db);
      const isSeen = caller.programId === null || caller.programId === shop?.programId;
      return ok(toView(isSeen ? shop : undefined));
    },
  });

const make = ({ transact }: SampleApp): Route =>
  route({
    method: 'POST',
    path,
    scope: 'write',
    tag,
    summary: 'Make a sample shop',
    description:
      'A program in the mode `test` with partners, links, and the clicks, sales, refunds and commissions of 60 days. It is made in the background within some seconds; no webhook tells of its past. While there is one, nothing changes.',
    body: z.strictObject({}),
    bodyOptional: true,
    answers: { 202: { description: 'It is being made, or there already.', schema: SampleDataView } },
    handle: async ({ caller, origin }) => {
      assertReachesAll(caller);
      return { status: 202, body: toView(await transact(origin, beginSampleShop)) };
    },
  });

const remove = ({ transact, links }: SampleApp): Route =>
  route({
    method: 'DELETE',
    path,
    scope: 'write',
    tag,
    summary: 'Remove the sample shop',
    description:
      'Its program is archived: it is in no list any more, and its links lead nowhere. Its rows stay, as sales and money always do, under a program that is marked as test data.',
    answers: { 204: { description: 'It is archived.' } },
    handle: async ({ caller, origin }) => {
      assertReachesAll(caller);
      await transact(origin, (work) => removeSampleShop(work, links));
      return noContent;
    },
  });

/** @throws DomainError `forbidden` */
const assertReachesAll = ({ programId }: Caller): void => {
  if (programId === null) return;
  throw new DomainError('forbidden', 'This key belongs to one program, so it cannot make or remove another.');
};

const toView = (shop: SampleShop | undefined): z.input<typeof SampleDataView> => ({
  state: shop?.state ?? 'none',
  program_id: shop?.programId ?? null,
  steps_done: shop?.nextStep ?? 0,
  step_count: shop?.stepCount ?? 0,
});
