import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime } from '../http/views.ts';
import { agentClasses } from './agent.ts';
import type { Click } from './click.ts';

export const ClickView = z
  .strictObject({
    id: idView('clk'),
    program_id: idView('prg'),
    partner_id: idView('prt'),
    link_id: idView('lnk').nullable().meta({ description: "Null when the merchant's page named a partner." }),
    landing_url: z.string(),
    referrer: z.string().nullable(),
    sub1: z.string().nullable(),
    sub2: z.string().nullable(),
    sub3: z.string().nullable(),
    sub4: z.string().nullable(),
    sub5: z.string().nullable(),
    agent_class: z.enum(agentClasses),
    country: z.string().nullable(),
    is_bot: z.boolean().meta({ description: 'No person clicked: it credits nobody and fires no event.' }),
    is_duplicate: z
      .boolean()
      .meta({ description: 'The same visitor came by the same link within an hour: it fires no event.' }),
    is_creditable: z
      .boolean()
      .meta({ description: 'False for bots and while the partner could not earn, such as when suspended.' }),
    previous_click_id: idView('clk')
      .nullable()
      .meta({ description: "What the visitor's cookie named before this click." }),
    created_at: isoTime,
  })
  .meta({ id: 'Click' });

/** Without the hashes of visitor and address: they are for telling visitors apart, not for reading. */
export const toClickView = (click: Click): z.input<typeof ClickView> => ({
  id: click.id,
  program_id: click.programId,
  partner_id: click.partnerId,
  link_id: click.linkId,
  landing_url: click.landingUrl,
  referrer: click.referrer,
  sub1: click.sub1,
  sub2: click.sub2,
  sub3: click.sub3,
  sub4: click.sub4,
  sub5: click.sub5,
  agent_class: click.agentClass,
  country: click.country,
  is_bot: click.isBot,
  is_duplicate: click.isDuplicate,
  is_creditable: click.isCreditable,
  previous_click_id: click.previousClickId,
  created_at: toIso(click.createdAt),
});

export const ListedClickView = ClickView.extend({
  partner_name: z.string(),
  link_slug: z.string().nullable().meta({ description: 'Of the link they came by.' }),
}).meta({ id: 'ListedClick' });

export const toListedClickView = (
  click: Click,
  names: { readonly partner: string | undefined; readonly slug: string | undefined },
): z.input<typeof ListedClickView> => ({
  ...toClickView(click),
  partner_name: names.partner ?? '',
  link_slug: names.slug ?? null,
});
