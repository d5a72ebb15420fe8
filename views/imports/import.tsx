import type { z } from 'zod';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { ImportRowView, ImportView } from '../../src/imports/import.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { Consequences, TypedConfirmation } from '../components/consequences.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton, ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted, grouped, inWords } from '../components/plain-list.ts';
import { Progress } from '../components/progress.tsx';
import type { Query } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import { Time } from '../components/time.tsx';
import { ImportRows } from './import-rows.tsx';
import { kindText } from './words.ts';

export type Import = z.output<typeof ImportView>;

export interface ImportPageProps {
  readonly job: Import;
  readonly rows: {
    readonly data: readonly z.output<typeof ImportRowView>[];
    readonly next_cursor: string | null;
  };
  readonly query: Query;
  readonly canImport: boolean;
  readonly refusal: FormRefusal | undefined;
}

export const ImportPage = (page: ImportPageProps) => {
  const { job, canImport } = page;
  const isOpen = job.state === 'running' || job.state === 'receiving';
  return (
    <div id="import" {...(isOpen ? polling(job.id) : {})}>
      <PageHead
        title={`${job.dry_run ? 'Trial' : 'Import'} of ${kindText[job.kind].name.toLowerCase()}`}
        above={{ label: 'Imports', href: '/admin/imports' }}
        badge={<StateBadge state={job.state} />}
        answer={sentenceOf(job)}
      >
        {canImport && isOpen && (
          <ActionButton action={`/admin/imports/${job.id}/cancellation`} label="Stop it here" kind="danger" />
        )}
      </PageHead>
      {isOpen && <Progress label="Rows" done={job.rows.done} total={job.rows.total} />}
      {canImport && job.dry_run && job.state === 'completed' && job.rows.created > 0 && <Run {...page} />}
      {(!isOpen || page.query.outcome === 'error') && <ImportRows {...page} />}
      <ImportFacts job={job} />
    </div>
  );
};

const polling = (id: string) => ({
  'hx-get': `/admin/imports/${id}`,
  'hx-trigger': 'every 2s',
  'hx-select': '#import',
  'hx-target': '#import',
  'hx-swap': 'outerHTML',
});

const sentenceOf = ({ dry_run, state, rows }: Import): string => {
  const [made, known, refused] = dry_run
    ? [
        `would make ${grouped(rows.created)}`,
        `${grouped(rows.known)} there already`,
        `${grouped(rows.errors)} would be refused`,
      ]
    : [
        `made ${grouped(rows.created)}`,
        `${grouped(rows.known)} there already`,
        `${grouped(rows.errors)} refused`,
      ];
  const done =
    state === 'canceled'
      ? `Stopped after ${rows.done} of ${counted(rows.total, 'row', 'rows')}`
      : counted(rows.done, 'row', 'rows');
  return `${done}: ${inWords([made, known, refused])}.`;
};

/** Money that is brought in is typed: how many rows make something. */
export const isMoney = ({ kind, options }: Import): boolean =>
  kind === 'balances' || (kind === 'conversions' && options.commissions !== 'none');

const Run = ({ job, refusal }: ImportPageProps) => (
  <ActionForm
    action={`/admin/imports/${job.id}/run`}
    fields={[]}
    refusal={refusal}
    submit={`Bring in ${counted(job.rows.created, 'row', 'rows')}`}
    kind={isMoney(job) ? 'danger' : 'primary'}
  >
    <Consequences
      title={`This makes ${grouped(job.rows.created)} of ${counted(job.rows.total, 'row', 'rows')}`}
      tone={isMoney(job) ? 'bad' : 'wait'}
      lines={[
        job.rows.errors > 0 &&
          `${counted(job.rows.errors, 'row is', 'rows are')} refused and left out; mend them in the file and bring it again.`,
        job.options.events ? 'Webhooks are told of it.' : 'Webhooks are not told of it.',
        'It can be stopped, but what it has made is not taken back by itself.',
        'Bringing the same file again makes nothing twice.',
      ].filter((line) => line !== false)}
    />
    {isMoney(job) && (
      <TypedConfirmation
        word={String(job.rows.created)}
        why="The number of rows: they become money that is owed, or was paid."
        refusal={refusal}
      />
    )}
  </ActionForm>
);

const ImportFacts = ({ job }: { readonly job: Import }) => (
  <section>
    <h2>The file</h2>
    <Facts
      facts={[
        [
          'Columns',
          inWords(
            Object.entries(job.columns).map(([field, column]) =>
              field === column ? field : `${column} for ${field}`,
            ),
          ),
        ],
        ['Columns that were ignored', job.ignored_columns.join(', ')],
        ['Commissions', job.kind === 'conversions' && job.options.commissions.replaceAll('_', ' ')],
        ['Webhooks', job.options.events ? 'are told' : 'are not told'],
        ['Tried as', job.dry_run_id && <a href={`/admin/imports/${job.dry_run_id}`}>that trial</a>],
        ['Begun', <Time at={job.created_at} />],
        ['Ended', job.finished_at && <Time at={job.finished_at} />],
        ['SHA-256', <code class="id">{job.file_sha256}</code>],
        ['Id', <ShortId id={job.id} />],
      ]}
    />
  </section>
);
