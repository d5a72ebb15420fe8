import type { z } from 'zod';
import type { ListedClickView } from '../../src/clicks/click-view.ts';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Time } from '../components/time.tsx';
import { partnerHref } from '../partners/partner.ts';

export type ClickFacts = z.output<typeof ListedClickView>;

/** Whether a click counts, and why not. */
export const Standing = ({ click }: { readonly click: ClickFacts }) => {
  if (click.is_bot) return <StateBadge state="bot" tone="still" />;
  if (!click.is_creditable) return <StateBadge state="not creditable" tone="bad" />;
  return click.is_duplicate ? (
    <StateBadge state="repeat" tone="wait" />
  ) : (
    <StateBadge state="counts" tone="good" />
  );
};

export const standingMeanings: readonly (readonly [string, string])[] = [
  ['Counts', 'A person came by the link. Whatever they buy within the window may be credited.'],
  [
    'Repeat',
    'The same visitor came by the same link within an hour. It credits like the first, but is not counted and told to nobody.',
  ],
  ['Bot', 'A program asked, or a page loaded the link without anybody going there. It credits nobody.'],
  ['Not creditable', 'The partner could not earn at that moment, such as while suspended.'],
];

export const clickColumns: readonly Column<ClickFacts>[] = [
  { label: 'When', cell: ({ created_at }) => <Time at={created_at} /> },
  { label: 'Standing', cell: (click) => <Standing click={click} /> },
  {
    label: 'Came from',
    cell: ({ referrer }) => (referrer === null ? <span class="muted">unknown</span> : hostOf(referrer)),
  },
  { label: 'Device', cell: ({ agent_class, country }) => [agent_class, country].filter(Boolean).join(', ') },
  {
    label: 'Landed on',
    cell: (click) => (
      <>
        {click.landing_url.replace(/^https?:\/\//, '')}
        {subIdsOf(click).length > 0 && <span class="note">{subIdsOf(click).join(', ')}</span>}
      </>
    ),
  },
];

export const ownerColumns: readonly Column<ClickFacts>[] = [
  {
    label: 'Partner',
    cell: ({ partner_id, partner_name }) => <a href={partnerHref(partner_id)}>{partner_name}</a>,
  },
  {
    label: 'Link',
    cell: ({ link_id, link_slug }) =>
      link_id === null ? (
        <span class="muted">a page of yours</span>
      ) : (
        <a href={`/admin/links/${link_id}`}>{link_slug ?? 'link'}</a>
      ),
  },
];

const hostOf = (referrer: string): string =>
  URL.canParse(referrer) ? new URL(referrer).host || referrer : referrer;

const subIdsOf = (click: ClickFacts): string[] =>
  [click.sub1, click.sub2, click.sub3, click.sub4, click.sub5].filter((value) => value !== null);
