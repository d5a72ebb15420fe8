import type { z } from 'zod';
import type { ChangePreviewView } from '../../src/conversions/change-preview.view.ts';
import type { ConversionDetailView } from '../../src/conversions/conversion.view.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { ChangeConsequences } from './change-consequences.tsx';
import { titleOf } from './conversion-title.ts';

interface DecisionProps {
  readonly conversion: z.output<typeof ConversionDetailView>;
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly about: string;
  readonly action: string;
  readonly fields: readonly Field[];
  readonly submit: string;
  readonly kind: 'primary' | 'danger';
  readonly hidden: Readonly<Record<string, string | number | undefined>>;
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
  /** What it would come to as the form stands; undefined while that cannot be known. */
  readonly preview: z.output<typeof ChangePreviewView> | undefined;
}

/** A decision about a conversion: what it does, what it would come to now, and the form that takes it. */
export const DecisionPage = (decision: DecisionProps) => (
  <>
    <PageHead
      title={decision.title}
      above={{ label: titleOf(decision.conversion), href: `/admin/conversions/${decision.conversion.id}` }}
      answer={decision.about}
    />
    <ActionForm
      action={decision.action}
      fields={decision.fields}
      values={decision.values}
      refusal={decision.refusal}
      submit={decision.preview ? decision.submit : 'Show what it comes to'}
      kind={decision.preview ? decision.kind : 'primary'}
      hidden={decision.hidden}
      cancel={`/admin/conversions/${decision.conversion.id}`}
    >
      {decision.preview && (
        <>
          <ChangeConsequences preview={decision.preview} />
          <p>
            <button type="submit" name="step" value="check">
              Show it again for what stands here
            </button>
          </p>
        </>
      )}
    </ActionForm>
  </>
);
