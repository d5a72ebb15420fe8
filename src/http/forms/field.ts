/** What a form asks for, as data: the page draws it, what comes back is read by it. */
export interface Field {
  /** Where the value belongs in the body of the API: `name`, `default_rule.basis_points`. */
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** One sentence below the control. */
  readonly help?: string;
  readonly required?: boolean;
  /** Of `money`: in whose units people write it. */
  readonly currency?: string;
  /** Of `choice`, `radio` and `choices`. */
  readonly options?: readonly Option[];
  readonly placeholder?: string;
  /** For browsers and password managers: `email`, `new-password`, `one-time-code`. */
  readonly autocomplete?: string;
  /** Goes with the form without being asked for. */
  readonly hidden?: boolean;
  /** What an empty control means for the body: nothing is said (as a rule), or null. */
  readonly empty?: 'absent' | 'null';
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
  /** Options of one group, which follow each other, stand together under its name. Of `choices`. */
  readonly group?: string;
}

/**
 * What people write and what the API takes: `money` `12.50` for 1250, `percent` `12.5` for 1250 basis points, `lines`
 * one entry a line for a list, `instant` a date and time in UTC for ISO 8601, `choices` any number of boxes for a list,
 * `radio` a choice whose options explain themselves, `switch` a box for true or false.
 */
export type FieldKind =
  | 'text'
  | 'email'
  | 'url'
  | 'password'
  | 'number'
  | 'money'
  | 'percent'
  | 'long-text'
  | 'lines'
  | 'choice'
  | 'radio'
  | 'choices'
  | 'switch'
  | 'date'
  | 'instant';
