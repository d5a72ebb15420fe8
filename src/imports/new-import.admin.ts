import type { z } from 'zod';
import { KindChoicePage } from '../../views/imports/kind-choice.tsx';
import { foldedForm, importForm, NewImportPage } from '../../views/imports/new-import.tsx';
import { isKind } from '../../views/imports/words.ts';
import { invalidField, notFound } from '../core/errors.ts';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import type { SentForm } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  sendFile,
  showPage,
} from '../http/pages/page-route.ts';
import { exampleFile } from './example-file.ts';
import type { ImportKind } from './import.ts';
import type { ImportView } from './import.view.ts';

export const newImportPages = (): PageRoute[] => [newPage, creation, example];

const newPage: PageRoute = {
  method: 'GET',
  path: '/admin/imports/new',
  scope: 'admin',
  handle: (page) => {
    const { kind } = page.query;
    return isKind(kind) ? showForm(page, kind) : showPage('New import', KindChoicePage());
  },
};

const creation: PageRoute = {
  method: 'POST',
  path: '/admin/imports/new',
  scope: 'admin',
  // A file, and what stands around it.
  maxFormBytes: 2 * 1024 * 1024 + 32 * 1024,
  handle: (page) => {
    const { api, form, program, query } = page;
    const { kind } = query;
    if (!isKind(kind)) return goTo('/admin/imports/new');
    return attempt(
      async () => {
        const csv = await textOf(form);
        const said = readForm([...importForm(kind), ...foldedForm(kind)], form);
        const body = { ...said, kind, csv, program_id: program?.id, dry_run: true };
        const job = await api.post<z.output<typeof ImportView>>('/api/v1/imports', { body });
        return goTo(`/admin/imports/${job.id}`, 'The file is being tried. Nothing is stored yet.');
      },
      (refusal) => showForm(page, kind, refusal),
    );
  },
};

/** @throws DomainError `invalid_request` naming `csv` */
const textOf = async (form: SentForm): Promise<string> => {
  const file = form.get('csv');
  if (!(file instanceof Blob) || file.size === 0) throw invalidField('csv', 'is missing: choose one');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw invalidField('csv', 'must be text in UTF-8; save it from your spreadsheet as “CSV UTF-8”');
  }
};

const showForm = ({ form, program }: PageRequest, kind: ImportKind, refusal?: FormRefusal): PageAnswer => {
  const fields = [...importForm(kind), ...foldedForm(kind)];
  const values = refusal
    ? writtenValues(fields, form)
    : presentValues(fields, { options: { amounts: 'decimal', commissions: 'none' } });
  return showPage(
    'New import',
    NewImportPage({ kind, programId: program?.id, values, refusal }),
    refusal?.status ?? 200,
  );
};

const example: PageRoute = {
  method: 'GET',
  path: '/admin/imports/examples/:kind',
  scope: 'read',
  handle: ({ params }) => {
    const { kind } = params;
    if (!isKind(kind)) throw notFound('example');
    return sendFile(`${kind}.csv`, { type: 'text/csv', body: exampleFile(kind) });
  },
};
