/** An instant: UTC as it stands, the viewer's own time as soon as a script runs; the exact one on hover. */
export const Time = ({
  at,
  empty = '',
}: {
  readonly at: string | null | undefined;
  readonly empty?: string;
}) => {
  if (at === null || at === undefined) return empty === '' ? null : <span class="muted">{empty}</span>;
  const utc = `${at.slice(0, 10)} ${at.slice(11, 16)}`;
  return (
    <time datetime={at} title={`${at.slice(0, 10)} ${at.slice(11, 23)} UTC`} data-local>
      {utc} UTC
    </time>
  );
};
