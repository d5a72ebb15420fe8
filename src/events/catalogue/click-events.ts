import { z } from 'zod';
import { defineEvent } from '../event-definition.ts';
import { exampleIds, examplePartner, exampleSubIds, exampleTimes } from './examples.ts';
import {
  country,
  instant,
  linkId,
  partnerId,
  partnerSummary,
  programId,
  publicId,
  source,
  subIds,
} from './fields.ts';

const click = z.object({
  id: publicId('clk', 'click'),
  program_id: programId,
  partner_id: partnerId,
  partner: partnerSummary,
  link_id: linkId,
  landing_url: z.string(),
  referrer: z.string().nullable(),
  source,
  ...subIds,
  country,
  agent_class: z.string().describe('Kind of browser or device, such as desktop or mobile.'),
  created_at: instant,
});

export const clickEvents = {
  'click.tracked': defineEvent({
    version: 1,
    meaning: 'A click was stored that is no bot and no duplicate.',
    aliases: { track360: 'click.tracked' },
    onRequestOnly: true,
    data: click,
    example: {
      id: exampleIds.click,
      program_id: exampleIds.program,
      partner_id: exampleIds.partner,
      partner: examplePartner,
      link_id: exampleIds.link,
      landing_url: 'https://shop.example.com/spring?ref=leaf',
      referrer: 'https://blog.example.org/reviews',
      source: 'blog.example.org',
      ...exampleSubIds,
      country: 'DE',
      agent_class: 'desktop',
      created_at: exampleTimes.clicked,
    },
  }),
};
