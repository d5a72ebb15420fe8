import { invalidField } from '../../core/errors.ts';
import type { Field } from './field.ts';
import { type SentForm, written } from './sent-form.ts';

/** Deeds that cannot be undone want a word to be typed: nobody does that by mistake. */
export const confirmationField = (word: string): Field => ({
  name: 'confirmation',
  label: `Type ${word} to confirm`,
  kind: 'text',
  required: true,
  autocomplete: 'off',
});

/** @throws DomainError `invalid_request` naming the field */
export const assertConfirmed = (form: SentForm, word: string): void => {
  const typed = written(form, 'confirmation');
  if (typed !== '' && typed === word.trim()) return;
  throw invalidField('confirmation', `must be exactly: ${word}`);
};
