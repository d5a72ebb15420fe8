import { confirmationField } from '../../src/http/forms/confirmation.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { Child } from '../../src/jsx/markup.ts';
import { Control } from './control.tsx';

interface ConsequencesProps {
  /** What the decision brings, exactly: "Approving pays 3 partners USD 410.00." */
  readonly title: string;
  /** `bad` for money that leaves and for what cannot be undone. */
  readonly tone?: 'wait' | 'bad';
  /** One line each; shown as a list when there are several. */
  readonly lines?: readonly Child[];
  readonly children?: Child;
}

/** What a decision brings, before it is taken. */
export const Consequences = ({ title, tone = 'wait', lines = [], children }: ConsequencesProps) => (
  <div class="consequences" data-tone={tone}>
    <h2>{title}</h2>
    {lines.length === 1 && <p>{lines}</p>}
    {lines.length > 1 && (
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    )}
    {children}
  </div>
);

interface TypedConfirmationProps {
  /** What has to be typed: the name of the thing, or what happens. Compared by `assertConfirmed`. */
  readonly word: string;
  /** Why it is asked for: "Payments cannot be called back." */
  readonly why: string;
  /** The form's, when it came back. */
  readonly refusal?: FormRefusal | undefined;
}

/** A word to type before money leaves or something is lost; to stand in a form, among its children. */
export const TypedConfirmation = ({ word, why, refusal }: TypedConfirmationProps) => {
  const field: Field = { ...confirmationField(word), help: why };
  const error = refusal?.errors.find(({ path }) => path === field.name)?.message;
  return <Control field={field} value={undefined} error={error} />;
};
