import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { Child } from '../../src/jsx/markup.ts';
import { Consequences, TypedConfirmation } from '../components/consequences.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { type PartnerFacts, partnerHref, reasonOptions } from './partner.ts';

export const causeFields: readonly Field[] = [
  { name: 'reason', label: 'Reason', kind: 'choice', options: reasonOptions, help: 'Goes with the event.' },
  {
    name: 'note',
    label: 'Note',
    kind: 'long-text',
    help: 'Up to 500 characters, for your team and for receivers of webhooks.',
  },
];

export const terminationFields: readonly Field[] = [
  {
    name: 'void_pending',
    label: 'Void what is pending',
    kind: 'switch',
    help: 'Left open, it becomes due after its hold and is paid. Voiding needs a reason.',
  },
  ...causeFields,
];

export interface PartnerDecisionProps {
  readonly partner: PartnerFacts;
  readonly rowVersion: string | number | undefined;
  /** The last part of the address it is sent to. */
  readonly move: string;
  readonly title: string;
  /** Exactly what it brings, line by line. */
  readonly consequences: readonly Child[];
  readonly tone: 'wait' | 'bad';
  readonly submit: string;
  readonly fields: readonly Field[];
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
  /** Why a word has to be typed, for what cannot be taken back. */
  readonly typed?: string;
}

/** A decision about a partner: what it brings is said before it is taken. */
export const PartnerDecisionPage = (props: PartnerDecisionProps) => {
  const { partner, move, typed, refusal } = props;
  return (
    <>
      <PageHead title={props.title} above={{ label: partner.name, href: partnerHref(partner.id) }} />
      <Consequences title="What this brings" tone={props.tone} lines={props.consequences} />
      <ActionForm
        action={partnerHref(partner.id, move)}
        fields={props.fields}
        values={props.values}
        refusal={refusal}
        submit={props.submit}
        kind={props.tone === 'bad' ? 'danger' : 'primary'}
        cancel={partnerHref(partner.id)}
        hidden={{ row_version: props.rowVersion }}
      >
        {typed && <TypedConfirmation word={partner.name} why={typed} refusal={refusal} />}
      </ActionForm>
    </>
  );
};
