import {
  type AlertSettings,
  AlertSettingsPage,
  type AlertTest,
  alertSettingsFields,
} from '../../views/alerts/alert-settings.tsx';
import { type FormValues, presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { versionIn } from '../http/forms/sent-version.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';

export const alertSettingsPages = (): PageRoute[] => [settingsPage, change, test];

const apiPath = '/api/v1/settings/alerts';
const path = '/admin/alerts/settings';

const settingsPage: PageRoute = {
  method: 'GET',
  path,
  scope: 'admin',
  handle: (page) => showSettings(page, {}),
};

interface Shown {
  readonly refused?: { readonly values: FormValues; readonly refusal: FormRefusal };
  readonly test?: AlertTest;
}

const showSettings = async (page: PageRequest, { refused, test: made }: Shown): Promise<PageAnswer> => {
  const { value: settings, rowVersion } = await page.api.read<AlertSettings>(apiPath);
  const view = AlertSettingsPage({
    settings,
    rowVersion: refused ? versionIn(page.form) : rowVersion,
    values: refused?.values ?? presentValues(alertSettingsFields(settings), settings),
    refusal: refused?.refusal,
    ...(made && { test: made }),
  });
  return showPage('Who is told of alerts', view, refused?.refusal.status);
};

const change: PageRoute = {
  method: 'POST',
  path,
  scope: 'admin',
  handle: async (page) => {
    const { api, form } = page;
    const fields = alertSettingsFields(await api.get<AlertSettings>(apiPath));
    return attempt(
      async () => {
        const { remove_hook: remove, ...body } = readForm(fields, form);
        await api.patch(apiPath, {
          body: { ...body, ...(remove === true ? { hook_url: null } : {}) },
          rowVersion: versionIn(form),
        });
        return goTo(path, 'Saved.');
      },
      (refusal) => showSettings(page, { refused: { values: writtenValues(fields, form), refusal } }),
    );
  },
};

/** Answers with the page itself: what came of it is told this once. */
const test: PageRoute = {
  method: 'POST',
  path: `${path}/test`,
  scope: 'admin',
  handle: async (page) => showSettings(page, { test: await page.api.post<AlertTest>(`${apiPath}/test`) }),
};
