import type { Insertable, Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { Id, PartnerId, ProgramId, RuleId, TierId } from '../core/ids.ts';
import { money } from '../core/money.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import { type Argument, statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Rule, RuleTerms } from './rule.ts';

/** A rule's amounts are in its program's currency, which is stored once, with the program. */
type Row = Selectable<Schema['commission_rules']> & { currency: string };

export interface ListedRule extends Rule {
  readonly seq: number;
}

/** The rules by which a partner may earn with a type of conversion now, in no order. */
export const listRulesInForce = async (
  db: Db,
  programId: ProgramId,
  appliesTo: string,
  partnerId: PartnerId,
): Promise<Rule[]> => (await inForce(db, { programId, appliesTo, partnerId })).map(toRule);

/** Two searches of the index instead of an `or`: a program may have thousands of rules for other partners. */
const inForce = statement<ForType & { partnerId: PartnerId }, Row>((db, arg) =>
  inForceFor(db, arg)
    .where('partner_id', 'is', null)
    .unionAll(inForceFor(db, arg).where('partner_id', '=', arg('partnerId'))),
);

/** The rules by which a partner could earn with a type of conversion at an earlier instant, in no order. */
export const listRulesInForceAt = async (
  db: Db,
  where: ForType & { readonly partnerId: PartnerId },
  at: Instant,
): Promise<Rule[]> => {
  const rows = await rulesWithCurrency(db)
    .where('commission_rules.program_id', '=', where.programId)
    .where('applies_to', '=', where.appliesTo)
    .where((rule) => rule.or([rule('partner_id', 'is', null), rule('partner_id', '=', where.partnerId)]))
    .where('commission_rules.created_at', '<=', at)
    .where((rule) => rule.or([rule('superseded_at', 'is', null), rule('superseded_at', '>', at)]))
    .execute();
  return rows.map(toRule);
};

interface ForType {
  programId: ProgramId;
  appliesTo: string;
}

const inForceFor = (db: Db, arg: Argument<ForType>) =>
  rulesWithCurrency(db)
    .where('commission_rules.program_id', '=', arg('programId'))
    .where('applies_to', '=', arg('appliesTo'))
    .where('superseded_at', 'is', null);

/** A version of a rule; the latest one unless another is asked for. */
export const findRule = async (db: Db, id: RuleId, version?: number): Promise<Rule | undefined> => {
  let query = rulesWithCurrency(db).where('commission_rules.id', '=', id).orderBy('version', 'desc').limit(1);
  if (version !== undefined) query = query.where('version', '=', version);
  const row = await query.executeTakeFirst();
  return row && toRule(row);
};

/** The rules a program pays purchases by when nothing more particular fits, for these programs. */
export const listDefaultRules = async (db: Db, programIds: readonly ProgramId[]): Promise<Rule[]> => {
  if (programIds.length === 0) return [];
  const rows = await rulesWithCurrency(db)
    .where('commission_rules.program_id', 'in', programIds)
    .where('applies_to', '=', 'purchase')
    .where('superseded_at', 'is', null)
    .where('partner_id', 'is', null)
    .where('tier_id', 'is', null)
    .where('group_id', 'is', null)
    .where('product_id', 'is', null)
    .execute();
  return rows.map(toRule);
};

export interface RuleFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly groupId?: Id<'grp'> | undefined;
  readonly tierId?: TierId | undefined;
  readonly productId?: string | undefined;
  readonly appliesTo?: string | undefined;
  /** Rules in force, rules that were retired, or every version of every rule. */
  readonly state: 'in_force' | 'retired' | 'all';
}

/** Newest version first, one more than asked for when there are more. */
export const listRules = async (db: Db, page: PageRequest, filter: RuleFilter): Promise<ListedRule[]> => {
  let query = rulesWithCurrency(db)
    .orderBy('commission_rules.seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('commission_rules.seq', '<', page.after);
  if (filter.programId !== undefined)
    query = query.where('commission_rules.program_id', '=', filter.programId);
  if (filter.partnerId !== undefined) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.groupId !== undefined) query = query.where('group_id', '=', filter.groupId);
  if (filter.tierId !== undefined) query = query.where('tier_id', '=', filter.tierId);
  if (filter.productId !== undefined) query = query.where('product_id', '=', filter.productId);
  if (filter.appliesTo !== undefined) query = query.where('applies_to', '=', filter.appliesTo);
  if (filter.state === 'in_force') query = query.where('superseded_at', 'is', null);
  if (filter.state === 'retired') query = query.where('commission_rules.archived_at', 'is not', null);
  return (await query.execute()).map(toRule);
};

export const insertRule = async (tx: Tx, rule: Rule): Promise<void> => {
  await tx.insertInto('commission_rules').values(toRow(rule)).execute();
};

/** Ends the version that is in force; says whether it still was. `retired` also ends the rule. */
export const supersedeRule = async (
  tx: Tx,
  rule: Pick<Rule, 'id' | 'version'>,
  now: Instant,
  { retired }: { retired: boolean },
): Promise<boolean> => {
  const result = await tx
    .updateTable('commission_rules')
    .set({ superseded_at: now, ...(retired && { archived_at: now }) })
    .where('id', '=', rule.id)
    .where('version', '=', rule.version)
    .where('superseded_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Not a join: SQLite plans this one anew whenever its values change, which takes ten times as long as running it. */
const rulesWithCurrency = (db: Db) =>
  db
    .selectFrom('commission_rules')
    .selectAll('commission_rules')
    .select((rule) =>
      rule
        .selectFrom('programs')
        .select('programs.currency')
        .whereRef('programs.id', '=', 'commission_rules.program_id')
        .$asScalar()
        .$notNull()
        .as('currency'),
    );

const toRow = (rule: Rule): Insertable<Schema['commission_rules']> => ({
  id: rule.id,
  version: rule.version,
  program_id: rule.programId,
  kind: rule.terms.kind,
  basis_points: rule.terms.kind === 'percent' ? rule.terms.basisPoints : null,
  amount_minor: rule.terms.kind === 'flat' ? rule.terms.amount.minor : null,
  applies_to: rule.appliesTo,
  partner_id: rule.scope.partnerId,
  group_id: rule.scope.groupId,
  tier_id: rule.scope.tierId,
  product_id: rule.scope.productId,
  max_months: rule.maxMonths,
  max_count: rule.maxCount,
  cap_minor: rule.cap?.minor ?? null,
  priority: rule.priority,
  created_at: rule.createdAt,
  superseded_at: rule.supersededAt,
  archived_at: rule.archivedAt,
});

const toRule = (row: Row): ListedRule => ({
  seq: row.seq,
  id: row.id,
  version: row.version,
  programId: row.program_id,
  currency: row.currency as Currency,
  terms: toTerms(row),
  appliesTo: row.applies_to,
  scope: {
    partnerId: row.partner_id,
    tierId: row.tier_id,
    groupId: row.group_id,
    productId: row.product_id,
  },
  maxMonths: row.max_months,
  maxCount: row.max_count,
  cap: row.cap_minor === null ? null : money(row.cap_minor, row.currency as Currency),
  priority: row.priority,
  createdAt: row.created_at,
  supersededAt: row.superseded_at,
  archivedAt: row.archived_at,
});

const toTerms = (row: Row): RuleTerms =>
  row.kind === 'flat'
    ? { kind: 'flat', amount: money(row.amount_minor ?? 0, row.currency as Currency) }
    : { kind: 'percent', basisPoints: row.basis_points ?? 0 };
