import {
  answerFields,
  answerValues,
  type Inspector,
  inspectorFields,
  ownAnswerFields,
} from '../../views/inspectors/inspector-fields.ts';
import { AnswerPage, InspectorSettingsPage } from '../../views/inspectors/inspector-forms.tsx';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import { type FormValues, presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { versionIn } from '../http/forms/sent-version.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import {
  readAnswer,
  readInspectorChoices,
  readInspectorForm,
  toAnswerRefusal,
} from './inspector-form.admin.ts';

export const inspectorChangePages = (): PageRoute[] => [
  settingsPage,
  change,
  answerPage,
  answerChange,
  deletion,
];

const path = '/api/v1/inspectors/:id';

/** What a form that was refused brings back. */
interface Refused {
  readonly values: FormValues;
  readonly refusal: FormRefusal;
}

const settingsPage: PageRoute = {
  method: 'GET',
  path: '/admin/inspectors/:id/settings',
  scope: 'write',
  handle: (page) => showSettings(page),
};

const showSettings = async (page: PageRequest, refused?: Refused): Promise<PageAnswer> => {
  const { value: inspector, rowVersion } = await page.api.read<Inspector>(path, { params: page.params });
  const choices = await readInspectorChoices(page);
  const values = refused?.values ?? presentValues(inspectorFields(choices), inspector);
  const view = InspectorSettingsPage({
    ...{ inspector, choices, values },
    rowVersion: refused ? versionIn(page.form) : rowVersion,
    refusal: refused?.refusal,
  });
  return showPage(`Settings of ${inspector.name}`, view, refused?.refusal.status);
};

const change: PageRoute = {
  method: 'POST',
  path: '/admin/inspectors/:id/settings',
  scope: 'write',
  handle: async (page) => {
    const { api, params, form } = page;
    const before = await api.get<Inspector>(path, { params });
    const fields = inspectorFields(await readInspectorChoices(page), before);
    return attempt(
      async () => {
        const body = readInspectorForm(fields, form, before);
        await api.patch(path, { params, body, rowVersion: versionIn(form) });
        return goTo(`/admin/inspectors/${params.id}`, 'Saved.');
      },
      (refusal) => showSettings(page, { values: writtenValues(fields, form), refusal }),
    );
  },
};

const answerPage: PageRoute = {
  method: 'GET',
  path: '/admin/inspectors/:id/answer',
  scope: 'write',
  handle: (page) => showAnswer(page),
};

const showAnswer = async (page: PageRequest, refused?: Refused): Promise<PageAnswer> => {
  const { value: inspector, rowVersion } = await page.api.read<Inspector>(path, { params: page.params });
  const view = AnswerPage({
    inspector,
    rowVersion: refused ? versionIn(page.form) : rowVersion,
    values: refused?.values ?? answerValues(inspector),
    refusal: refused?.refusal,
  });
  return showPage(`How ${inspector.name} answers`, view, refused?.refusal.status);
};

const answerChange: PageRoute = {
  method: 'POST',
  path: '/admin/inspectors/:id/answer',
  scope: 'write',
  handle: (page) => {
    const { api, params, form } = page;
    return attempt(
      async () => {
        await api.patch(path, { params, body: { answer: readAnswer(form) }, rowVersion: versionIn(form) });
        return goTo(`/admin/inspectors/${params.id}`, 'It answers like this from now on.');
      },
      (refusal) => {
        const values = writtenValues([...answerFields, ...ownAnswerFields], form);
        return showAnswer(page, { values, refusal: toAnswerRefusal(refusal) });
      },
    );
  },
};

const deletion: PageRoute = {
  method: 'POST',
  path: '/admin/inspectors/:id/deletion',
  scope: 'write',
  handle: async (page) => {
    const { api, params, form } = page;
    const inspector = await api.get<Inspector>(path, { params });
    return attempt(
      async () => {
        assertConfirmed(form, inspector.name);
        await api.delete(path, { params, rowVersion: versionIn(form) });
        return goTo('/admin/inspectors', `${inspector.name} is deleted.`);
      },
      async (refusal) => {
        const fields = inspectorFields(await readInspectorChoices(page));
        return showSettings(page, { values: presentValues(fields, inspector), refusal });
      },
    );
  },
};
