import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { Child } from '../../src/jsx/markup.ts';
import { Control, controlId } from './control.tsx';

interface ActionFormProps {
  /** Where it is sent. */
  readonly action: string;
  readonly fields: readonly Field[];
  readonly values?: FormValues | undefined;
  /** Why it came back. */
  readonly refusal?: FormRefusal | undefined;
  /** Above the reasons; that nothing was changed, unless said otherwise. */
  readonly refusalTitle?: string;
  /** What the button says: a verb and its object. */
  readonly submit: string;
  readonly kind?: 'primary' | 'danger';
  /** Where giving up leads. */
  readonly cancel?: string;
  /** What goes along unseen: the version that was read, the key that makes it happen once. */
  readonly hidden?: Readonly<Record<string, string | number | undefined>>;
  /** Files go along. */
  readonly hasFile?: boolean;
  /** What few people need: behind a heading each, open where something is wrong or set. */
  readonly folded?: readonly FoldedFields[];
  /** Stands before the button: a preview, the consequences. */
  readonly children?: Child;
}

export interface FoldedFields {
  readonly label: string;
  readonly fields: readonly Field[];
}

/** One column, labels above, help below, errors beside the field and in a summary that takes the focus. */
export const ActionForm = (form: ActionFormProps) => (
  <form
    class="form"
    method="post"
    action={form.action}
    enctype={form.hasFile ? 'multipart/form-data' : undefined}
    novalidate
  >
    {form.refusal && (
      <ErrorSummary title={form.refusalTitle} refusal={form.refusal} fields={allFields(form)} />
    )}
    <HiddenFields values={form.hidden ?? {}} />
    <Controls {...form} />
    {form.folded?.map(({ label, fields }) => (
      <details class="folded" open={fields.some((field) => isOfInterest(field, form))}>
        <summary>{label}</summary>
        <Controls fields={fields} values={form.values} refusal={form.refusal} />
      </details>
    ))}
    {form.children}
    <p class="form-actions">
      <button type="submit" data-kind={form.kind ?? 'primary'}>
        {form.submit}
      </button>
      {form.cancel && <a href={form.cancel}>Cancel</a>}
    </p>
  </form>
);

const Controls = ({ fields, values, refusal }: Pick<ActionFormProps, 'fields' | 'values' | 'refusal'>) =>
  fields.map((field) => (
    <Control field={field} value={values?.[field.name]} error={errorOf(field, refusal)} />
  ));

const allFields = ({ fields, folded = [] }: ActionFormProps): readonly Field[] => [
  ...fields,
  ...folded.flatMap((part) => part.fields),
];

const isOfInterest = (field: Field, { values, refusal }: ActionFormProps): boolean =>
  errorOf(field, refusal) !== undefined || (values?.[field.name] ?? '') !== '';

/** A button that posts, with nothing to fill in. */
export const ActionButton = ({
  action,
  label,
  kind,
  hidden = {},
}: {
  readonly action: string;
  readonly label: string;
  readonly kind?: 'primary' | 'danger' | 'quiet';
  readonly hidden?: Readonly<Record<string, string | number | undefined>>;
}) => (
  <form method="post" action={action} class="inline">
    <HiddenFields values={hidden} />
    <button type="submit" data-kind={kind}>
      {label}
    </button>
  </form>
);

const HiddenFields = ({ values }: { values: Readonly<Record<string, string | number | undefined>> }) =>
  Object.entries(values).map(
    ([name, value]) => value !== undefined && <input type="hidden" name={name} value={String(value)} />,
  );

/** What the API says of a list or of something within is said beside the field that holds it. */
const errorOf = ({ name }: Field, refusal: FormRefusal | undefined): string | undefined =>
  refusal?.errors.find(
    ({ path }) => path === name || path.startsWith(`${name}[`) || path.startsWith(`${name}.`),
  )?.message;

interface ErrorSummaryProps {
  readonly title?: string | undefined;
  readonly refusal: FormRefusal;
  readonly fields: readonly Field[];
}

const ErrorSummary = ({ title = 'Nothing was changed', refusal, fields }: ErrorSummaryProps) => (
  <div class="error-summary" role="alert" tabindex="-1" data-focus>
    <h2>{title}</h2>
    {refusal.errors.length === 0 ? (
      <p>{refusal.detail}</p>
    ) : (
      <ul>
        {refusal.errors.map(({ path, message }) => (
          <li>
            <FieldLink path={path} message={message} fields={fields} />
          </li>
        ))}
      </ul>
    )}
  </div>
);

const FieldLink = ({
  path,
  message,
  fields,
}: {
  path: string;
  message: string;
  fields: readonly Field[];
}) => {
  const field = fields.find(
    ({ name }) => path === name || path.startsWith(`${name}[`) || path.startsWith(`${name}.`),
  );
  if (!field) return `${path} ${message}`;
  return (
    <a href={`#${controlId(field.name)}`}>
      {field.label}: {message}
    </a>
  );
};
