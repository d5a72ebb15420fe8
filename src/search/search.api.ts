import { z } from 'zod';
import type { App } from '../app.ts';
import type { ProgramId } from '../core/ids.ts';
import { hashEmail } from '../customers/customer.ts';
import { type Caller, visibleProgram } from '../http/caller.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { listPartners } from '../partners/partner-list.store.ts';
import { listProgramIds } from '../programs/program.store.ts';
import { type Found, foundKinds, kindOfId } from './found.ts';
import { findByIdPrefix } from './id.store.ts';
import { SearchView } from './search.view.ts';
import {
  findCustomers,
  findCustomersByEmail,
  findLinks,
  findOrders,
  findPromoCodes,
  findRefunds,
} from './text.store.ts';

type SearchApp = Pick<App, 'read' | 'secrets'>;

export const searchRoutes = (app: SearchApp): Route[] => [searchRoute(app)];

/** Of each kind. */
const limit = 10;
/** Programs that are looked through; an installation has a few. */
const maxPrograms = 50;

const searchRoute = (app: SearchApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/search',
    scope: 'read',
    tag: 'Search',
    summary: 'Find anything',
    description:
      'By an id or its beginning; partners by a part of their name, email address or code; orders by any name they go by, customers by your id of them, links by their slug, promo codes however they are written, each from its beginning; customers by their whole email address, refunds by your whole id of them. No character stands for others.',
    query: z.strictObject({
      q: z.string().trim().min(1, 'must not be empty').max(200, 'may have at most 200 characters'),
      program_id: id('prg').optional(),
    }),
    answers: { 200: { description: 'What was found.', schema: SearchView } },
    handle: async ({ caller, query: { q, program_id: asked } }) => {
      const programId = visibleProgram(caller, asked);
      const named = await findNamed(app, caller, programId, q);
      const found = named.length > 0 ? named : await findTexts(app, programId, q);
      return ok({
        q,
        exact: named.length === 1 && named[0]?.id === q,
        data: [...found]
          .sort((left, right) => foundKinds.indexOf(left.kind) - foundKinds.indexOf(right.kind))
          .map(toView),
      });
    },
  });

const toView = ({ kind, id, programId, title, detail, belongsTo = null }: Found) => ({
  ...{ kind, id, program_id: programId, title, detail },
  belongs_to: belongsTo === id ? null : belongsTo,
});

/** What an id names, or the beginning of one. */
const findNamed = async (
  { read }: SearchApp,
  caller: Caller,
  programId: ProgramId | undefined,
  text: string,
): Promise<Found[]> => {
  const kind = kindOfId(text);
  if (kind === undefined) return [];
  const found = await findByIdPrefix(read, kind, text, limit);
  const isVisible = (one: Found): boolean =>
    one.programId === null
      ? caller.programId === null
      : programId === undefined || one.programId === programId;
  return found.filter(isVisible);
};

const findTexts = async (
  app: SearchApp,
  programId: ProgramId | undefined,
  text: string,
): Promise<Found[]> => {
  const { read, secrets } = app;
  const programIds =
    programId === undefined ? (await listProgramIds(read)).slice(0, maxPrograms) : [programId];
  const emailHash = text.includes('@') ? hashEmail(secrets, text) : undefined;
  const found = [
    ...(await findPartners(app, programId, text)),
    ...(await findLinks(read, { programId, text, limit })),
  ];
  for (const one of programIds) {
    const sought = { programId: one, text, limit };
    found.push(...(await findOrders(read, sought)), ...(await findCustomers(read, sought)));
    found.push(...(await findPromoCodes(read, sought)), ...(await findRefunds(read, sought)));
    if (emailHash !== undefined) {
      found.push(...(await findCustomersByEmail(read, { ...sought, text: emailHash })));
    }
  }
  return bestOf(found, text);
};

/** In stretches of the table, so that everybody else has their turn. */
const findPartners = async (
  { read }: SearchApp,
  programId: ProgramId | undefined,
  text: string,
): Promise<Found[]> => {
  const partners = await listPartners(read, { limit }, { programId, sought: text });
  return partners.slice(0, limit).map(({ id, programId: of, name, email, code, state }) => ({
    ...{ kind: 'partner', id, programId: of, title: name },
    detail: [email, code, state].filter((part) => part !== null).join(', '),
  }));
};

/** What is named exactly so comes first, of each kind; each thing once. */
const bestOf = (found: readonly Found[], text: string): Found[] => {
  const once = [...new Map(found.map((one) => [one.id, one])).values()];
  const exactFirst = once.toSorted(
    (left, right) => Number(right.title === text) - Number(left.title === text),
  );
  return [...Map.groupBy(exactFirst, ({ kind }) => kind).values()].flatMap((ofKind) =>
    ofKind.slice(0, limit),
  );
};
