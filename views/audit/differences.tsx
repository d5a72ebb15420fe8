type Facts = Readonly<Record<string, unknown>> | null;

/** What was different, fact by fact: before, then after. */
export const Differences = ({ before, after }: { readonly before: Facts; readonly after: Facts }) => {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return <span class="muted">nothing</span>;
  return (
    <details class="differences">
      <summary>{names.length === 1 ? wordsOf(names[0] ?? '') : `${names.length} facts`}</summary>
      <dl class="facts">
        {names.map((name) => (
          <>
            <dt>{wordsOf(name)}</dt>
            <dd>
              {before && <del>{textOf(before[name])}</del>} {after && <ins>{textOf(after[name])}</ins>}
            </dd>
          </>
        ))}
      </dl>
    </details>
  );
};

/** `hold days` of `holdDays` and `hold_days`. */
const wordsOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
