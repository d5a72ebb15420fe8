import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { type PartnerFacts, partnerHref, partnersPath, sourceOptions } from './partner.ts';

type Groups = readonly { readonly id: string; readonly name: string }[];

const profileFields = (groups: Groups): readonly Field[] => [
  { name: 'name', label: 'Name', kind: 'text', required: true, autocomplete: 'off' },
  {
    name: 'email',
    label: 'Email address',
    kind: 'email',
    required: true,
    autocomplete: 'off',
    help: 'One partner of the program has it.',
  },
  {
    name: 'code',
    label: 'Code',
    kind: 'text',
    help: 'Stands in ?partner= and in tracking requests. Left empty it is made up, or stays as it is.',
  },
  ...(groups.length === 0
    ? []
    : [
        {
          name: 'group_id',
          label: 'Group',
          kind: 'choice',
          options: groups.map(({ id, name }) => ({ value: id, label: name })),
          empty: 'null',
          help: 'Decides which rules they earn by. Their tier in it follows from what they sold.',
        } as const,
      ]),
  {
    name: 'country',
    label: 'Country',
    kind: 'text',
    placeholder: 'DE',
    empty: 'null',
    help: 'Two letters.',
  },
];

export const newPartnerFields = (groups: Groups): readonly Field[] => [
  ...profileFields(groups),
  {
    name: 'state',
    label: 'They begin',
    kind: 'radio',
    options: [
      { value: 'approved', label: 'Approved', help: 'They earn from now on.' },
      { value: 'pending', label: 'Waiting', help: 'Somebody approves them before they earn.' },
      { value: 'invited', label: 'Invited', help: 'They earn once they have accepted.' },
    ],
  },
];

export const partnerFields = (groups: Groups): readonly Field[] => [
  ...profileFields(groups),
  { name: 'source', label: 'How they came', kind: 'choice', required: true, options: sourceOptions },
  {
    name: 'email_confirmed',
    label: 'The email address is confirmed',
    kind: 'switch',
  },
  { name: 'onboarding_completed', label: 'Onboarding is complete', kind: 'switch' },
];

interface NewPartnerProps {
  readonly groups: Groups;
  readonly values?: FormValues;
  readonly refusal?: FormRefusal;
}

export const NewPartnerPage = ({ groups, values = { state: 'approved' }, refusal }: NewPartnerProps) => (
  <>
    <PageHead title="New partner" above={{ label: 'Partners', href: partnersPath }} />
    <ActionForm
      action={`${partnersPath}/new`}
      fields={newPartnerFields(groups)}
      values={values}
      refusal={refusal}
      submit="Add the partner"
      cancel={partnersPath}
    />
  </>
);

interface EditPartnerProps {
  readonly partner: PartnerFacts;
  readonly groups: Groups;
  readonly values: FormValues;
  readonly rowVersion: string | number | undefined;
  readonly refusal?: FormRefusal;
}

export const EditPartnerPage = ({ partner, groups, values, rowVersion, refusal }: EditPartnerProps) => (
  <>
    <PageHead
      title={`Edit ${partner.name}`}
      above={{ label: partner.name, href: partnerHref(partner.id) }}
      answer="What they earned so far stays as it is; another group or code counts from now on."
    />
    <ActionForm
      action={partnerHref(partner.id, 'edit')}
      fields={partnerFields(groups)}
      values={values}
      refusal={refusal}
      submit="Save the partner"
      cancel={partnerHref(partner.id)}
      hidden={{ row_version: rowVersion }}
    />
  </>
);
