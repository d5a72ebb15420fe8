import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { type Link, linkUrl } from './link.ts';

export const LinkView = z
  .strictObject({
    id: idView('lnk'),
    program_id: idView('prg'),
    partner_id: idView('prt'),
    slug: z.string(),
    url: z.string().meta({ description: 'What the partner shares.' }),
    destination_url: z.string(),
    sub1: z.string().nullable(),
    sub2: z.string().nullable(),
    sub3: z.string().nullable(),
    sub4: z.string().nullable(),
    sub5: z.string().nullable(),
    created_at: isoTime,
    updated_at: isoTime,
    archived_at: isoTime.nullable(),
  })
  .meta({ id: 'Link' });

export const toLinkView = (link: Link, baseUrl: string): z.input<typeof LinkView> => ({
  id: link.id,
  program_id: link.programId,
  partner_id: link.partnerId,
  slug: link.slug,
  url: linkUrl(baseUrl, link.slug),
  destination_url: link.destinationUrl,
  sub1: link.sub1,
  sub2: link.sub2,
  sub3: link.sub3,
  sub4: link.sub4,
  sub5: link.sub5,
  created_at: toIso(link.createdAt),
  updated_at: toIso(link.updatedAt),
  archived_at: toIsoOrNull(link.archivedAt),
});

export const ListedLinkView = LinkView.extend({ partner_name: z.string() }).meta({ id: 'ListedLink' });

export const toListedLinkView = (
  link: Link,
  baseUrl: string,
  partnerName: string | undefined,
): z.input<typeof ListedLinkView> => ({ ...toLinkView(link, baseUrl), partner_name: partnerName ?? '' });
