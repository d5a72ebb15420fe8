import { invalidField } from '../../core/errors.ts';
import type { LinkRow } from '../../imports/row-fields.ts';
import { createLink } from '../../links/link.service.ts';
import { findLinkBySlug } from '../../links/link.store.ts';
import { normalizeSlug } from '../../links/link.ts';
import type { Partner } from '../../partners/partner.ts';
import {
  assertMayHave,
  createdAs,
  differs,
  type ImportContext,
  type ImportedRow,
  knownAs,
  once,
  partnerOf,
  type RowResult,
} from './imported-row.ts';

/** A link under its old slug, so that what was published goes on to work. */
export const importLink = (row: LinkRow): ImportedRow => ({
  names: async () => once([`slug ${slugOf(row)}`]),
  bringIn: async (context) => {
    const partner = await partnerOf(context, row.partner);
    const known = await knownLink(context, partner, row);
    if (known) return known;
    assertMayHave(partner, 'links');
    const link = await createLink(context.work, partner, {
      ...{ destinationUrl: row.destination_url, slug: slugOf(row) },
      ...{ sub1: row.sub1 ?? null, sub2: row.sub2 ?? null, sub3: row.sub3 ?? null },
      ...{ sub4: row.sub4 ?? null, sub5: row.sub5 ?? null },
    });
    return createdAs(link.id);
  },
});

const knownLink = async (
  { work }: ImportContext,
  partner: Partner,
  row: LinkRow,
): Promise<RowResult | undefined> => {
  const link = await findLinkBySlug(work.tx, slugOf(row));
  if (!link) return undefined;
  if (link.partnerId !== partner.id) throw differs('slug', 'is taken by a link of somebody else');
  if (link.archivedAt !== null) throw differs('slug', 'is that of a retired link, and stays taken');
  if (link.destinationUrl !== row.destination_url) {
    throw differs('destination_url', 'is not where the link with this slug leads');
  }
  return knownAs(link.id);
};

const slugOf = ({ slug }: LinkRow): string => {
  const normalized = normalizeSlug(slug);
  if (normalized !== undefined) return normalized;
  throw invalidField(
    'slug',
    'must have 1 to 64 letters a to z, digits, "_" or "-", and begin with a letter or digit',
  );
};
