import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { SentForm } from '../../src/http/forms/sent-form.ts';

/** What stands in one control: its text, those of several of one name, or a file. */
export type Sent = string | readonly string[] | File;

/** A form as it arrives. */
export const sentForm = (controls: Readonly<Record<string, Sent>>): SentForm => {
  const form = new FormData();
  for (const [name, value] of Object.entries(controls)) {
    for (const each of isList(value) ? value : [value]) form.append(name, each);
  }
  return form as unknown as SentForm;
};

const isList = (value: Sent): value is readonly string[] => Array.isArray(value);

/** A form sent as it was filled, with nothing changed: browsers end the lines of a text with CR LF. */
export const sentAsFilled = (values: FormValues): SentForm =>
  sentForm(
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replaceAll('\n', '\r\n') : value,
      ]),
    ),
  );
