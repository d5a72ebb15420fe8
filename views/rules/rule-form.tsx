import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Consequences } from '../components/consequences.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { capital } from '../conversions/words.ts';
import { type Rule, termsWords } from './rule-words.ts';

interface RuleFormProps {
  /** The one that is changed; a new one is made when there is none. */
  readonly rule?: Rule;
  readonly fields: readonly Field[];
  readonly values: FormValues;
  readonly refusal: FormRefusal | undefined;
}

export const RuleFormPage = ({ rule, fields, values, refusal }: RuleFormProps) => {
  const here = rule ? `/admin/rules/${rule.id}` : '/admin/rules';
  return (
    <>
      <PageHead
        title={rule ? 'Change this rule' : 'New rule'}
        above={{ label: rule ? capital(termsWords(rule)) : 'Rules', href: here }}
        {...(!rule && {
          answer:
            'A more particular rule stands before a more general one: a partner’s before a group’s, a group’s before the program’s.',
        })}
      />
      <ActionForm
        action={rule ? `${here}/change` : '/admin/rules/new'}
        fields={fields}
        values={values}
        refusal={refusal}
        submit={rule ? `Make version ${rule.version + 1}` : 'Make the rule'}
        cancel={here}
        {...(rule && { hidden: { row_version: rule.version } })}
      >
        {rule && (
          <Consequences
            title={`This makes version ${rule.version + 1}, for sales that are received from now on.`}
            lines={[
              `What was earned by version ${rule.version} or before keeps its terms, refunds of it too.`,
              'Whom and what the rule is for stays: for that, retire it and make another one.',
            ]}
          />
        )}
      </ActionForm>
    </>
  );
};
