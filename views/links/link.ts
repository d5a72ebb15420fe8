import type { z } from 'zod';
import type { LinkView, ListedLinkView } from '../../src/links/link.view.ts';

export type LinkFacts = z.output<typeof LinkView>;
export type ListedLinkFacts = z.output<typeof ListedLinkView>;

export const linksPath = '/admin/links';

export const linkHref = (id: string, part = ''): string =>
  `${linksPath}/${id}${part === '' ? '' : `/${part}`}`;

export const subIdNames = ['sub1', 'sub2', 'sub3', 'sub4', 'sub5'] as const;
