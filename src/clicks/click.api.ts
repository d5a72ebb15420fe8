import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { assertReach, visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findLinkSlugs } from '../links/link-name.store.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { findClick } from './click.store.ts';
import { listClicks } from './click-list.store.ts';
import { ClickView, ListedClickView, toClickView, toListedClickView } from './click-view.ts';

type ClickApp = Pick<App, 'read'>;

export const clickRoutes = (app: ClickApp): Route[] => [list(app), read(app)];

const list = (app: ClickApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/clicks',
    scope: 'read',
    tag: 'Clicks',
    summary: 'Lists clicks, newest first',
    description: 'Bots and duplicates are in the list, marked as such.',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      link_id: id('lnk').optional(),
      bot: z
        .enum(['true', 'false'])
        .transform((value) => value === 'true')
        .optional()
        .describe('Only what programs asked for (`true`), or only people (`false`).'),
    }),
    answers: { 200: { description: 'One page of clicks.', schema: pageOf(ListedClickView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const clicks = await listClicks(app.read, page, {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        linkId: query.link_id,
        isBot: query.bot,
      });
      const partners = await findPartnerNames(
        app.read,
        clicks.map(({ partnerId }) => partnerId),
      );
      const slugs = await findLinkSlugs(
        app.read,
        clicks.flatMap(({ linkId }) => linkId ?? []),
      );
      return ok(
        toPage(clicks, query.limit, (click) =>
          toListedClickView(click, {
            partner: partners.get(click.partnerId),
            slug: click.linkId === null ? undefined : slugs.get(click.linkId),
          }),
        ),
      );
    },
  });

const read = (app: ClickApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/clicks/:id',
    scope: 'read',
    tag: 'Clicks',
    summary: 'Reads a click',
    params: z.strictObject({ id: id('clk') }),
    answers: { 200: { description: 'The click.', schema: ClickView } },
    handle: async ({ caller, params }) => {
      const click = await findClick(app.read, params.id);
      if (!click) throw notFound('click');
      assertReach(caller, click.programId, 'click');
      return ok(toClickView(click));
    },
  });
