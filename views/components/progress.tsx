interface ProgressProps {
  readonly label: string;
  readonly done: number;
  /** Unknown while it is being counted. */
  readonly total: number | undefined;
}

/** How far something has come: a bar and the numbers. */
export const Progress = ({ label, done, total }: ProgressProps) => (
  <p class="progress">
    <span>{label}</span>
    <progress aria-label={label} value={total === undefined ? undefined : done} max={total ?? undefined} />
    <span class="amount">
      {done.toLocaleString('en')}
      {total !== undefined && ` of ${total.toLocaleString('en')}`}
    </span>
  </p>
);
