import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import type { LinkId } from '../core/ids.ts';
import { readCursor, toPage } from '../core/page.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach, visibleProgram } from '../http/caller.ts';
import { archived, httpUrl, id, pageQuery, text } from '../http/fields.ts';
import { type Answer, created, noContent, ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { getPromotingPartner } from '../partners/promoting-partner.service.ts';
import { archiveLink, changeLink, createLink, restoreLink } from './link.service.ts';
import { findLink, listLinks } from './link.store.ts';
import { type Link, normalizeSlug } from './link.ts';
import { LinkView, ListedLinkView, toLinkView, toListedLinkView } from './link.view.ts';

type LinkApp = Pick<App, 'config' | 'read' | 'transact' | 'links'>;

const slug = z
  .string()
  .refine(
    (value) => normalizeSlug(value) !== undefined,
    'must have 1 to 64 letters a to z, digits, "_" or "-", and begin with a letter or digit',
  )
  .transform((value) => value.toLowerCase());

const subId = text(255).nullable();
const content = { destination_url: httpUrl, sub1: subId, sub2: subId, sub3: subId, sub4: subId, sub5: subId };

const NewLinkBody = z
  .strictObject({
    ...z.strictObject(content).partial().shape,
    partner_id: id('prt'),
    destination_url: httpUrl,
    slug: slug.optional(),
  })
  .meta({ id: 'NewLink' });

const LinkChangeBody = z.strictObject(content).partial().meta({ id: 'LinkChange' });

const byId = z.strictObject({ id: id('lnk') });
const oneLink = { description: 'The link.', schema: LinkView };

export const linkRoutes = (app: LinkApp): Route[] => [
  list(app),
  create(app),
  read(app),
  change(app),
  archive(app),
  restore(app),
];

const list = (app: LinkApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/links',
    scope: 'read',
    tag: 'Links',
    summary: 'Lists links, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      slug: slug.optional(),
      archived,
    }),
    answers: { 200: { description: 'One page of links.', schema: pageOf(ListedLinkView) } },
    handle: async ({ caller, query }) => {
      const rows = await listLinks(
        app.read,
        { limit: query.limit, after: readCursor(query.cursor) },
        {
          programId: visibleProgram(caller, query.program_id),
          partnerId: query.partner_id,
          slug: query.slug,
          archived: query.archived,
        },
      );
      const names = await findPartnerNames(
        app.read,
        rows.map(({ partnerId }) => partnerId),
      );
      return ok(
        toPage(rows, query.limit, (link) =>
          toListedLinkView(link, app.config.baseUrl, names.get(link.partnerId)),
        ),
      );
    },
  });

const create = (app: LinkApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/links',
    scope: 'write',
    tag: 'Links',
    summary: 'Makes a link for a partner',
    description:
      'Left out, `slug` is made up. The sub-ids stand in for those that a visit does not bring along.',
    body: NewLinkBody,
    answers: { 201: oneLink },
    handle: async ({ caller, origin, body }) => {
      const link = await app.transact(origin, async (work) => {
        const { partner } = await getPromotingPartner(work.tx, caller, body.partner_id, 'links');
        return await createLink(work, partner, {
          destinationUrl: body.destination_url,
          slug: body.slug,
          sub1: body.sub1 ?? null,
          sub2: body.sub2 ?? null,
          sub3: body.sub3 ?? null,
          sub4: body.sub4 ?? null,
          sub5: body.sub5 ?? null,
        });
      });
      return { ...created(toLinkView(link, app.config.baseUrl)), headers: etagOf(link.rowVersion) };
    },
  });

const read = (app: LinkApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/links/:id',
    scope: 'read',
    tag: 'Links',
    summary: 'Reads a link',
    params: byId,
    answers: { 200: oneLink },
    handle: async ({ caller, params }) => answer(app, await getLink(app.read, caller, params.id)),
  });

const change = (app: LinkApp): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/links/:id',
    scope: 'write',
    tag: 'Links',
    summary: 'Changes where a link leads',
    description: 'A field that is left out stays. The slug and the partner of a link never change.',
    params: byId,
    body: LinkChangeBody,
    answers: { 200: oneLink },
    handle: async ({ request, caller, origin, params, body }) => {
      const changed = await app.transact(origin, async (work) => {
        const link = await getLink(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), link.rowVersion, 'link');
        const { destination_url: destinationUrl, ...subIds } = body;
        return await changeLink(work, app.links, link, {
          ...subIds,
          ...(destinationUrl !== undefined && { destinationUrl }),
        });
      });
      return answer(app, changed);
    },
  });

const archive = (app: LinkApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/links/:id',
    scope: 'write',
    tag: 'Links',
    summary: 'Retires a link',
    description:
      'Visits get a 404 from now on. The slug stays taken, so that nobody else inherits its visitors.',
    params: byId,
    answers: { 204: { description: 'Done.' } },
    handle: async ({ request, caller, origin, params }) => {
      await app.transact(origin, async (work) => {
        const link = await getLink(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), link.rowVersion, 'link');
        await archiveLink(work, app.links, link);
      });
      return noContent;
    },
  });

const restore = (app: LinkApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/links/:id/restoration',
    scope: 'write',
    tag: 'Links',
    summary: 'Takes a retired link back',
    description: 'It leads where it led, for the same partner.',
    params: byId,
    answers: { 200: oneLink },
    handle: async ({ request, caller, origin, params }) => {
      const restored = await app.transact(origin, async (work) => {
        const link = await getLink(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), link.rowVersion, 'link');
        return await restoreLink(work, app.links, link);
      });
      return answer(app, restored);
    },
  });

const getLink = async (db: Db, reach: Reach, linkId: LinkId): Promise<Link> => {
  const link = await findLink(db, linkId);
  if (!link) throw notFound('link');
  assertReach(reach, link.programId, 'link');
  return link;
};

const answer = (app: LinkApp, link: Link): Answer =>
  ok(toLinkView(link, app.config.baseUrl), etagOf(link.rowVersion));
