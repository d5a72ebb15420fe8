import type { z } from 'zod';
import { newProgramForm, ProgramFormPage } from '../../views/programs/program-form.tsx';
import { ProgramListPage } from '../../views/programs/program-list.tsx';
import type { App } from '../app.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { attempt } from '../http/pages/attempt.ts';
import { pick } from '../http/pages/list-query.ts';
import { goTo, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { ProgramView } from './program.view.ts';
import { programSettingsPages } from './program-settings.admin.ts';

type Program = z.output<typeof ProgramView>;

export const programPages = (app: Pick<App, 'config'>): PageRoute[] => [
  listPage,
  newPage,
  creation,
  ...programSettingsPages(app),
];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/programs',
  scope: 'read',
  handle: async ({ api, query, viewer }) => {
    const list = await api.get<{ data: Program[]; next_cursor: string | null }>('/api/v1/programs', {
      query: pick(query, ['cursor']),
    });
    return showPage(
      'Programs',
      ProgramListPage({ list, query, mayChange: allows(viewer.caller.scopes, 'write') }),
    );
  },
};

const newPage: PageRoute = {
  method: 'GET',
  path: '/admin/programs/new',
  scope: 'write',
  handle: () => showPage('New program', ProgramFormPage({})),
};

const creation: PageRoute = {
  method: 'POST',
  path: '/admin/programs/new',
  scope: 'write',
  handle: ({ api, form, programs }) =>
    attempt(
      async () => {
        const body = withRuleKind(readForm(newProgramForm, form));
        const program = await api.post<Program>('/api/v1/programs', { body });
        // After the first one the next step is on the overview.
        const next = programs.length === 0 ? '/admin' : '/admin/programs';
        return goTo(`${next}?program_id=${program.id}`, `${program.name} is ready.`);
      },
      (refusal) =>
        showPage(
          'New program',
          ProgramFormPage({ values: writtenValues(newProgramForm, form), refusal }),
          refusal.status,
        ),
    ),
};

/** The form asks for a share alone. */
const withRuleKind = (body: Readonly<Record<string, unknown>>) =>
  body.default_rule ? { ...body, default_rule: { kind: 'percent', ...body.default_rule } } : body;
