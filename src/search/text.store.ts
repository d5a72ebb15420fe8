import type { ProgramId } from '../core/ids.ts';
import { lookAlikeKey } from '../core/look-alikes.ts';
import { literal } from '../database/literal.ts';
import type { Db } from '../database/work.ts';
import type { Found } from './found.ts';
import { isBetween } from './range.store.ts';

/** What is looked for within one program: each by an index of the program's. */
interface Sought {
  readonly programId: ProgramId;
  readonly text: string;
  readonly limit: number;
}

/** By any name that an order goes by. */
export const findOrders = async (db: Db, { programId, text, limit }: Sought): Promise<Found[]> => {
  const rows = await db
    .selectFrom('order_references as name')
    .innerJoin('conversions', (join) =>
      join
        .onRef('conversions.id', '=', 'name.conversion_id')
        .onRef('conversions.program_id', '=', 'name.program_id'),
    )
    .select(['name.reference', 'conversions.id', 'conversions.type', 'conversions.state'])
    .where('name.program_id', '=', programId)
    .where(isBetween('name.reference', text))
    .orderBy('name.reference')
    .limit(literal(limit))
    .execute();
  return rows.map(({ id, reference, type, state }) => ({
    ...{ kind: 'conversion', id, programId, title: reference },
    detail: `${type}, ${state.replace('_', ' ')}`,
  }));
};

export const findCustomers = async (db: Db, { programId, text, limit }: Sought): Promise<Found[]> => {
  const rows = await db
    .selectFrom('customers')
    .select(['id', 'external_id', 'name'])
    .where('program_id', '=', programId)
    .where(isBetween('external_id', text))
    .orderBy('external_id')
    .limit(literal(limit))
    .execute();
  return rows.map(({ id, external_id, name }) => ({
    ...{ kind: 'customer', id, programId, title: external_id ?? id, detail: name },
  }));
};

/** Addresses are kept as hashes only. */
export const findCustomersByEmail = async (
  db: Db,
  { programId, text: emailHash, limit }: Sought,
): Promise<Found[]> => {
  const rows = await db
    .selectFrom('customers')
    .select(['id', 'external_id', 'name'])
    .where('program_id', '=', programId)
    .where('email_hash', '=', emailHash)
    .limit(literal(limit))
    .execute();
  return rows.map(({ id, external_id, name }) => ({
    ...{ kind: 'customer', id, programId, title: external_id ?? id },
    detail: name ?? 'by their email address',
  }));
};

/** However it is written. */
export const findPromoCodes = async (db: Db, { programId, text, limit }: Sought): Promise<Found[]> => {
  const key = lookAlikeKey(text);
  if (key === undefined) return [];
  const rows = await db
    .selectFrom('promo_codes')
    .select(['id', 'code', 'archived_at'])
    .where('program_id', '=', programId)
    .where(isBetween('code_key', key))
    .orderBy('code_key')
    .limit(literal(limit))
    .execute();
  return rows.map(({ id, code, archived_at }) => ({
    ...{ kind: 'promo_code', id, programId, title: code },
    detail: archived_at === null ? null : 'archived',
  }));
};

/** The merchant's own id of a refund. */
export const findRefunds = async (db: Db, { programId, text, limit }: Sought): Promise<Found[]> => {
  const rows = await db
    .selectFrom('refunds')
    .select(['id', 'refund_id', 'kind', 'state', 'conversion_id'])
    .where('program_id', '=', programId)
    .where('refund_id', '=', text)
    .limit(literal(limit))
    .execute();
  return rows.map(({ id, refund_id, kind, state, conversion_id }) => ({
    ...{ kind: 'refund', id, programId, title: refund_id, belongsTo: conversion_id },
    detail: `${kind.replaceAll('_', ' ')}, ${state}`,
  }));
};

/** Slugs are one of a kind in the whole installation. */
export const findLinks = async (
  db: Db,
  { programId, text, limit }: Omit<Sought, 'programId'> & { readonly programId: ProgramId | undefined },
): Promise<Found[]> => {
  let query = db
    .selectFrom('links')
    .select(['id', 'program_id', 'slug', 'destination_url'])
    .where(isBetween('slug', text))
    .orderBy('slug')
    .limit(literal(limit));
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  const rows = await query.execute();
  return rows.map((row) => ({
    ...{ kind: 'link', id: row.id, programId: row.program_id, title: row.slug },
    detail: row.destination_url,
  }));
};
