import type { Field, Option } from '../../src/http/forms/field.ts';
import type { Child } from '../../src/jsx/markup.ts';

interface ControlProps {
  readonly field: Field;
  readonly value: string | readonly string[] | undefined;
  readonly error: string | undefined;
}

export const controlId = (name: string): string => `field-${name.replace(/[^\w-]+/g, '-')}`;

/** A label, its control, what helps and what is wrong, tied together for those who do not see them. */
export const Control = (props: ControlProps) => {
  const { kind } = props.field;
  if (kind === 'switch') return <Switch {...props} />;
  if (kind === 'choices') return <Boxes {...props} />;
  if (kind === 'radio') return <Radios {...props} />;
  return <Labelled {...props} />;
};

const Labelled = (props: ControlProps) => (
  <div class="field">
    <label for={controlId(props.field.name)}>
      {props.field.label}
      {props.field.required !== true && <span class="optional"> optional</span>}
    </label>
    <Input {...props} />
    <Below {...props} />
  </div>
);

const Input = ({ field, value, error }: ControlProps) => {
  const text = typeof value === 'string' ? value : '';
  const shared = sharedOf(field, error);
  if (field.kind === 'long-text' || field.kind === 'lines') {
    return (
      <textarea {...shared} rows={field.kind === 'lines' ? '4' : '3'}>
        {text}
      </textarea>
    );
  }
  if (field.kind === 'choice') return <Select field={field} text={text} shared={shared} />;
  const input = <input {...shared} {...inputs[field.kind]} value={text} />;
  const unit = field.kind === 'percent' ? '%' : field.kind === 'money' ? field.currency : undefined;
  if (unit === undefined) return input;
  return (
    <span class="with-unit">
      {input}
      <span class="unit">{unit}</span>
    </span>
  );
};

type Shared = ReturnType<typeof sharedOf>;

const sharedOf = (field: Field, error: string | undefined) => ({
  id: controlId(field.name),
  name: field.name,
  required: field.required === true,
  placeholder: field.placeholder,
  autocomplete: field.autocomplete,
  'aria-invalid': error === undefined ? undefined : ('true' as const),
  'aria-describedby': describedBy(field, error),
});

const describedBy = ({ name, help }: Field, error: string | undefined): string | undefined =>
  [help && `${controlId(name)}-help`, error && `${controlId(name)}-error`].filter(Boolean).join(' ') ||
  undefined;

const Below = ({ field, error }: ControlProps) => (
  <>
    {field.help && (
      <p class="help" id={`${controlId(field.name)}-help`}>
        {field.help}
      </p>
    )}
    {error && (
      <p class="error" id={`${controlId(field.name)}-error`}>
        {field.label} {error}
      </p>
    )}
  </>
);

/** How browsers are asked; what is right is for the server to say. */
const inputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  text: { type: 'text' },
  email: { type: 'email' },
  url: { type: 'url', inputmode: 'url' },
  password: { type: 'password' },
  number: { type: 'text', inputmode: 'numeric' },
  money: { type: 'text', inputmode: 'decimal' },
  percent: { type: 'text', inputmode: 'decimal' },
  date: { type: 'date' },
  instant: { type: 'datetime-local', step: '1' },
};

const Select = ({ field, text, shared }: { field: Field; text: string; shared: Shared }) => (
  <select {...shared}>
    {field.required !== true && <option value=""></option>}
    {(field.options ?? []).map((option) => (
      <option value={option.value} selected={option.value === text}>
        {option.label}
      </option>
    ))}
  </select>
);

const Switch = ({ field, value, error }: ControlProps) => (
  <div class="field">
    <label class="box">
      <input type="checkbox" {...sharedOf(field, error)} value="on" checked={value === 'on'} />
      {field.label}
    </label>
    <Below field={field} value={value} error={error} />
  </div>
);

const Boxes = ({ field, value, error }: ControlProps) => (
  <Choices field={field} error={error}>
    {[...Map.groupBy(field.options ?? [], ({ group }) => group)].map(([group, options]) => (
      <BoxGroup
        label={group}
        count={options.length}
        open={options.some((option) => Array.isArray(value) && value.includes(option.value))}
      >
        {options.map((option) => (
          <Choice
            type="checkbox"
            name={field.name}
            option={option}
            checked={Array.isArray(value) && value.includes(option.value)}
          />
        ))}
      </BoxGroup>
    ))}
  </Choices>
);

/** A choice whose options explain themselves: one sentence each. */
const Radios = ({ field, value, error }: ControlProps) => (
  <Choices field={field} error={error}>
    {(field.options ?? []).map((option) => (
      <Choice type="radio" name={field.name} option={option} checked={option.value === value} />
    ))}
  </Choices>
);

const Choices = ({ field, error, children }: Omit<ControlProps, 'value'> & { children: Child }) => (
  <fieldset
    class="field"
    id={controlId(field.name)}
    tabindex="-1"
    aria-describedby={describedBy(field, error)}
  >
    <legend>{field.label}</legend>
    {children}
    <Below field={field} value={undefined} error={error} />
  </fieldset>
);

/** Many boxes are folded away by their groups; a group with something ticked stands open. */
const BoxGroup = ({ label, count, open, children }: BoxGroupProps) => {
  if (label === undefined) return children;
  return (
    <details class="box-group" open={open}>
      <summary>
        {label} <span class="muted">{count}</span>
      </summary>
      {children}
    </details>
  );
};

interface BoxGroupProps {
  readonly label: string | undefined;
  readonly count: number;
  readonly open: boolean;
  readonly children: Child;
}

interface ChoiceProps {
  readonly type: 'checkbox' | 'radio';
  readonly name: string;
  readonly option: Option;
  readonly checked: boolean;
}

const Choice = ({ type, name, option, checked }: ChoiceProps) => (
  <label class="box">
    <input type={type} name={name} value={option.value} checked={checked} />
    {option.label}
    {option.help && <span class="help"> {option.help}</span>}
  </label>
);
