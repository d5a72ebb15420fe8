import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { assertReach, visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findClick, listClicks } from './click.store.ts';
import { ClickView, toClickView } from './click-view.ts';

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
    }),
    answers: { 200: { description: 'One page of clicks.', schema: pageOf(ClickView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const clicks = await listClicks(app.read, page, {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        linkId: query.link_id,
      });
      return ok(toPage(clicks, query.limit, toClickView));
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
