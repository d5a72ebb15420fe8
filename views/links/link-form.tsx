import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { type LinkFacts, linkHref, linksPath, subIdNames } from './link.ts';

const destination: Field = {
  name: 'destination_url',
  label: 'Leads to',
  kind: 'url',
  required: true,
  placeholder: 'https://shop.example.com/',
  help: 'A page of yours. The click id is appended to it.',
};

export const newLinkFields: readonly Field[] = [
  {
    name: 'partner_id',
    label: 'Partner',
    kind: 'text',
    required: true,
    help: 'Their code, email address, name or id.',
  },
  destination,
  {
    name: 'slug',
    label: 'Slug',
    kind: 'text',
    help: 'The end of the link. Made up when left empty; never changes.',
  },
];

export const linkFields: readonly Field[] = [destination];

export const subIdFields: readonly Field[] = subIdNames.map((name, at) => ({
  name,
  label: `Sub-id ${at + 1}`,
  kind: 'text',
  empty: 'null',
}));

interface FormProps {
  readonly values?: FormValues;
  readonly refusal?: FormRefusal;
}

const folded = [{ label: 'Sub-ids that stand in for those a visit does not bring', fields: subIdFields }];

export const NewLinkPage = ({ values, refusal }: FormProps) => (
  <>
    <PageHead title="New link" above={{ label: 'Links', href: linksPath }} />
    <ActionForm
      action={`${linksPath}/new`}
      fields={newLinkFields}
      folded={folded}
      values={values}
      refusal={refusal}
      submit="Make the link"
      cancel={linksPath}
    />
  </>
);

interface EditLinkProps extends FormProps {
  readonly link: LinkFacts;
  readonly rowVersion: string | number | undefined;
}

export const EditLinkPage = ({ link, rowVersion, values, refusal }: EditLinkProps) => (
  <>
    <PageHead
      title={`Edit ${link.slug}`}
      above={{ label: link.slug, href: linkHref(link.id) }}
      answer="The link itself stays as it is: everywhere it was shared it leads to the new page from now on."
    />
    <ActionForm
      action={linkHref(link.id, 'edit')}
      fields={linkFields}
      folded={folded}
      values={values}
      refusal={refusal}
      submit="Save the link"
      cancel={linkHref(link.id)}
      hidden={{ row_version: rowVersion }}
    />
  </>
);
