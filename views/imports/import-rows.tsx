import type { z } from 'zod';
import type { ImportRowView } from '../../src/imports/import.view.ts';
import { StateBadge, type Tone } from '../components/badge.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { IdLink } from '../components/id-link.tsx';
import { hrefWith } from '../components/query.ts';
import { Tabs } from '../components/tabs.tsx';
import type { ImportPageProps } from './import.tsx';

type Row = z.output<typeof ImportRowView>;

/** What became of the rows, by the number that a spreadsheet shows; the refused ones first in view. */
export const ImportRows = ({ job, rows, query }: ImportPageProps) => {
  const path = `/admin/imports/${job.id}`;
  const views = [
    ['Refused', 'error', job.rows.errors],
    [job.dry_run ? 'Would be made' : 'Made', 'created', job.rows.created],
    ['There already', 'known', job.rows.known],
  ] as const;
  const counts: Readonly<Record<string, number>> = {
    error: job.rows.errors,
    created: job.rows.created,
    known: job.rows.known,
  };
  return (
    <section>
      <h2>Rows</h2>
      <Tabs
        label="Rows by what became of them"
        tabs={views.map(([label, outcome, count]) => ({
          label: `${label}: ${count}`,
          href: hrefWith(path, {}, { outcome }),
          current: query.outcome === outcome,
        }))}
      />
      {rows.data.length === 0 ? (
        <p class="muted">{noneText(counts[query.outcome ?? ''] ?? 0, job.state)}</p>
      ) : (
        <DataTable caption="Rows" columns={columnsOf(job.dry_run)} rows={rows.data} />
      )}
      <nav class="list-foot" aria-label="Pages">
        {rows.next_cursor && (
          <a href={hrefWith(path, query, { cursor: rows.next_cursor })} rel="next">
            Further rows
          </a>
        )}
        {job.rows.errors > 0 && (
          <a href={`${path}/errors.csv`} download="">
            CSV of the refused rows
          </a>
        )}
      </nav>
    </section>
  );
};

const noneText = (count: number, state: string): string =>
  count > 0 && state === 'completed' ? 'What became of each row was kept for 90 days.' : 'None.';

const outcomes: Readonly<Record<Row['outcome'], readonly [string, Tone]>> = {
  created: ['made', 'good'],
  known: ['there already', 'still'],
  error: ['refused', 'bad'],
};

const columnsOf = (isTrial: boolean): readonly Column<Row>[] => [
  { label: 'Row', cell: ({ row }) => String(row) },
  {
    label: 'What became of it',
    cell: ({ outcome }) => {
      const [word, tone] = outcomes[outcome];
      return <StateBadge state={isTrial && outcome === 'created' ? 'would be made' : word} tone={tone} />;
    },
  },
  {
    label: 'Why, or what',
    cell: ({ errors, subject_id }) =>
      errors.length > 0 ? <Errors errors={errors} /> : subject_id && <IdLink id={subject_id} />,
  },
];

const Errors = ({ errors }: Pick<Row, 'errors'>) => (
  <ul class="plain">
    {errors.map(({ column, message }) => (
      <li>
        {column !== null && <strong>{column} </strong>}
        {message}
      </li>
    ))}
  </ul>
);
