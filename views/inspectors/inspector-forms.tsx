import { confirmationField } from '../../src/http/forms/confirmation.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { PageProgram } from '../../src/http/pages/page-route.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import {
  answerFields,
  type Inspector,
  type InspectorChoices,
  inspectorFields,
  ownAnswerFields,
  scopeField,
} from './inspector-fields.ts';

interface NewInspectorProps {
  readonly choices: InspectorChoices;
  readonly programs: readonly PageProgram[];
  readonly values?: FormValues;
  readonly refusal?: FormRefusal;
}

export const NewInspectorPage = ({ choices, programs, values = {}, refusal }: NewInspectorProps) => (
  <>
    <PageHead
      title="New inspector"
      above={{ label: 'Inspectors', href: '/admin/inspectors' }}
      answer="It gets an address of its own that nobody can guess."
    />
    <ActionForm
      action="/admin/inspectors/new"
      fields={[...inspectorFields(choices), ...(programs.length > 1 ? [scopeField(programs)] : [])]}
      values={values}
      refusal={refusal}
      submit="Make the inspector"
      cancel="/admin/inspectors"
    />
  </>
);

interface InspectorSettingsProps {
  readonly inspector: Inspector;
  readonly rowVersion: string | number | undefined;
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

export const InspectorSettingsPage = ({
  inspector,
  rowVersion,
  choices,
  values,
  refusal,
}: InspectorSettingsProps & { readonly choices: InspectorChoices }) => {
  const path = `/admin/inspectors/${inspector.id}`;
  return (
    <>
      <PageHead title={`Settings of ${inspector.name}`} above={{ label: inspector.name, href: path }} />
      <ActionForm
        action={`${path}/settings`}
        fields={inspectorFields(choices, inspector)}
        values={values}
        refusal={refusal}
        hidden={{ row_version: rowVersion }}
        submit="Save"
        cancel={path}
      />
      <section class="danger-zone" aria-labelledby="delete">
        <h2 id="delete">Delete this inspector</h2>
        <p>With everything it has recorded. Its address answers nobody any more.</p>
        <ActionForm
          action={`${path}/deletion`}
          fields={[confirmationField(inspector.name)]}
          refusal={refusal?.errors.some(({ path: field }) => field === 'confirmation') ? refusal : undefined}
          hidden={{ row_version: rowVersion }}
          submit="Delete the inspector"
          kind="danger"
        />
      </section>
    </>
  );
};

export const AnswerPage = ({ inspector, rowVersion, values, refusal }: InspectorSettingsProps) => (
  <>
    <PageHead
      title={`How ${inspector.name} answers`}
      above={{ label: inspector.name, href: `/admin/inspectors/${inspector.id}` }}
      answer="From the next request on; a sequence begins with its first turn."
    />
    <ActionForm
      action={`/admin/inspectors/${inspector.id}/answer`}
      fields={answerFields}
      folded={[{ label: 'An answer of your own', fields: ownAnswerFields }]}
      values={values}
      refusal={refusal}
      hidden={{ row_version: rowVersion }}
      submit="Answer like this"
      cancel={`/admin/inspectors/${inspector.id}`}
    />
  </>
);
