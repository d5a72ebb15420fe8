import type { AuditFacts, PendingAuditEntry } from '../core/pending-audit-entry.ts';

/** The facts of both sides that differ, as they are kept: for ever, so that nothing secret or personal is among them. */
export const difference = ({
  before,
  after,
}: Pick<PendingAuditEntry, 'before' | 'after'>): { before: AuditFacts | null; after: AuditFacts | null } => {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changed = [...names].filter(
    (name) => !incidental.has(name) && textOf(own(before, name)) !== textOf(own(after, name)),
  );
  return { before: before && keep(before, changed), after: after && keep(after, changed) };
};

/** What changes with every change and says nothing. */
const incidental: ReadonlySet<string> = new Set(['id', 'seq', 'rowVersion', 'createdAt', 'updatedAt']);

const keep = (facts: AuditFacts, names: readonly string[]): AuditFacts =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = own(facts, name);
      return value === undefined || value === null
        ? []
        : [[name, isHidden(name) ? hidden : brief(readable(value))]];
    }),
  );

/** Names may be those that every object inherits something under. */
const own = (facts: AuditFacts | null, name: string): unknown =>
  facts && Object.hasOwn(facts, name) ? facts[name] : undefined;

const hidden = '(not kept)';

/** People may be forgotten, an entry of a chain cannot; and a secret belongs in no log. */
const isHidden = (name: string): boolean =>
  /secret|password|sealed|hash|token|totp|recovery|credential|authorization|private_?key|^cookies?$|email|personName|headers/i.test(
    name,
  );

const readable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, inner) => (isHidden(name) && inner !== null ? hidden : inner)) ?? 'null',
  );

/** A file that was sent is in no entry. */
const maxCharacters = 4_000;

const brief = (value: unknown): unknown => (JSON.stringify(value).length > maxCharacters ? '(long)' : value);

/** Equal for what is equal: the names of an object have no order. */
const textOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_name, inner) => (isObject(inner) ? ordered(inner) : inner));

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ordered = (object: object): object =>
  Object.fromEntries(Object.entries(object).sort(([left], [right]) => (left < right ? -1 : 1)));
