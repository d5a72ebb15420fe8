import { type SentForm, written } from './sent-form.ts';

/** The version of the thing that a form was filled with, so that two people never overwrite each other. */
export const versionIn = (form: SentForm): number | undefined => {
  const text = written(form, 'row_version');
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
};
