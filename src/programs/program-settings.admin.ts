import type { z } from 'zod';
import { ProgramSettingsPage } from '../../views/programs/program-settings.tsx';
import type { App } from '../app.ts';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import { type FormValues, presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { type SentForm, written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { ProgramView } from './program.view.ts';
import { type ProgramSection, programSections } from './program-section.admin.ts';

type SettingsApp = Pick<App, 'config'>;
type Program = z.output<typeof ProgramView>;

/** All settings of a program, a form for what belongs together, and its end. */
export const programSettingsPages = (app: SettingsApp): PageRoute[] => [
  settingsPage(app),
  ...programSections.map((section) => changing(app, section)),
  archiving(app),
];

const settingsPage = (app: SettingsApp): PageRoute => ({
  method: 'GET',
  path: '/admin/programs/:id',
  scope: 'read',
  handle: (page) => show(app, page),
});

const changing = (app: SettingsApp, section: ProgramSection): PageRoute => ({
  method: 'POST',
  path: `/admin/programs/:id/${section.name}`,
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const { currency } = await readProgram(page);
        await page.api.patch('/api/v1/programs/:id', {
          params: page.params,
          body: readSection(section, page.form, currency),
          rowVersion: versionIn(page.form),
        });
        return goTo(`/admin/programs/${page.params.id}#${section.name}`, `${section.title}: saved.`);
      },
      (refusal) => show(app, page, { section: section.name, refusal }),
    ),
});

const archiving = (app: SettingsApp): PageRoute => ({
  method: 'POST',
  path: '/admin/programs/:id/archive',
  scope: 'write',
  handle: (page) =>
    attempt(
      async () => {
        const { name } = await readProgram(page);
        assertConfirmed(page.form, name);
        const input = { params: page.params, rowVersion: versionIn(page.form) };
        await page.api.delete('/api/v1/programs/:id', input);
        return goTo('/admin/programs', `${name} is archived. What it owes is still paid.`);
      },
      (refusal) => show(app, page, { section: 'archive', refusal }),
    ),
});

const readProgram = ({ api, params }: PageRequest): Promise<Program> =>
  api.get<Program>('/api/v1/programs/:id', { params });

const versionIn = (form: SentForm): number | undefined => {
  const version = written(form, 'row_version');
  return version === '' ? undefined : Number(version);
};

interface Refused {
  readonly section: string;
  readonly refusal: FormRefusal;
}

const show = async (
  { config: { baseUrl } }: SettingsApp,
  page: PageRequest,
  refused?: Refused,
): Promise<PageAnswer> => {
  const { value: program, rowVersion } = await page.api.read<Program>('/api/v1/programs/:id', {
    params: page.params,
  });
  const sections = programSections.map((section) => {
    const fields = section.fields(program.currency);
    const refusal = refused?.section === section.name ? refused.refusal : undefined;
    const values = refusal
      ? writtenValues(fields, page.form)
      : { ...usualPeriods(section), ...presentValues(fields, program) };
    return { ...section, fields, values, refusal };
  });
  const view = ProgramSettingsPage({
    ...{ program, rowVersion, sections, baseUrl },
    mayChange: allows(page.viewer.caller.scopes, 'write') && program.archived_at === null,
    archiveRefusal: refused?.section === 'archive' ? refused.refusal : undefined,
  });
  return showPage(program.name, view, refused?.refusal.status ?? 200);
};

const cappedKinds = ['customer', 'partner', 'program'] as const;

/** For caps that are not set yet. */
const usualPeriods = ({ name }: ProgramSection): FormValues =>
  name === 'caps' ? Object.fromEntries(cappedKinds.map((kind) => [`caps.${kind}.period`, 'month'])) : {};

/** @throws DomainError `invalid_request` */
const readSection = (section: ProgramSection, form: SentForm, currency: string): Record<string, unknown> => {
  const body = readForm(section.fields(currency), form);
  if (typeof body.payout_approvals === 'string') body.payout_approvals = Number(body.payout_approvals);
  if (section.name === 'caps') body.caps = capsOf((body.caps ?? {}) as Caps);
  return body;
};

type Caps = Readonly<Record<string, { readonly amount?: number; readonly period?: string }>>;

/** Without an amount there is none, whatever the period. */
const capsOf = (caps: Caps): Record<string, unknown> =>
  Object.fromEntries(
    cappedKinds.map((kind) => {
      const cap = caps[kind];
      return [kind, cap?.amount === undefined ? null : { period: 'month', ...cap }];
    }),
  );
