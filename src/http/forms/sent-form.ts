/** What a browser's form brought: texts and files under the names of its controls. */
export type SentForm = Awaited<ReturnType<Response['formData']>>;

export const emptyForm = (): SentForm => new FormData() as unknown as SentForm;

/** What stands in a form under a name, trimmed; empty when it is not there. */
export const written = (form: SentForm, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

/** What was picked under a name: boxes of a list, rows of a table. */
export const picked = (form: SentForm, name: string): string[] =>
  form.getAll(name).filter((value) => typeof value === 'string');
