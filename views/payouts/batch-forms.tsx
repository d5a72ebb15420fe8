import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Consequences, TypedConfirmation } from '../components/consequences.tsx';
import { ActionButton, ActionForm } from '../components/form.tsx';
import { counted } from '../components/plain-list.ts';

const approvalForm: readonly Field[] = [
  { name: 'note', label: 'Note', kind: 'text', help: 'Kept with your approval.' },
];

export const completionForm: readonly Field[] = [
  {
    name: 'reference',
    label: 'Reference',
    kind: 'text',
    required: true,
    help: 'What the bank calls the payment; the same for every payout of the batch.',
  },
  { name: 'paid_at', label: 'Paid on', kind: 'date', help: 'In the time zone of the program.' },
];

interface BatchFormProps {
  readonly id: string;
  readonly rowVersion: number | undefined;
  readonly refusal: FormRefusal | undefined;
}

interface ApprovalProps extends BatchFormProps {
  /** `12 payouts, USD 4,310.00` */
  readonly pays: string;
  /** Whether another approval is needed besides this one. */
  readonly isFirstOfTwo: boolean;
}

export const ApprovalForm = ({ id, rowVersion, refusal, pays, isFirstOfTwo }: ApprovalProps) => (
  <ActionForm
    action={`/admin/payouts/batches/${id}/approval`}
    fields={approvalForm}
    refusal={refusal}
    hidden={{ row_version: rowVersion }}
    submit={isFirstOfTwo ? 'Approve as the first of two' : `Approve ${pays}`}
  >
    <Consequences
      title={`Approving makes ${pays}`}
      lines={
        isFirstOfTwo
          ? ['Somebody else must approve it as well. Then the payouts are made, by what is due then.']
          : [
              'The money is reserved for them, by what is due at that moment.',
              'Nothing leaves by itself: you pay by hand, from the file of the batch, and mark it as paid here.',
            ]
      }
    />
  </ActionForm>
);

export const CancellationForm = ({ id, rowVersion }: Omit<BatchFormProps, 'refusal'>) => (
  <ActionButton
    action={`/admin/payouts/batches/${id}/cancellation`}
    label="Give this draft up"
    kind="danger"
    hidden={{ row_version: rowVersion }}
  />
);

interface CompletionProps extends BatchFormProps {
  readonly openCount: number;
  /** `USD 4,310.00` */
  readonly sums: string;
  readonly values: FormValues;
}

export const CompletionForm = ({ id, rowVersion, refusal, openCount, sums, values }: CompletionProps) => (
  <ActionForm
    action={`/admin/payouts/batches/${id}/completion`}
    fields={completionForm}
    values={values}
    refusal={refusal}
    hidden={{ row_version: rowVersion }}
    submit={`Mark ${counted(openCount, 'payout', 'payouts')} as paid`}
    kind="danger"
  >
    <Consequences
      title={`${counted(openCount, 'payout is', 'payouts are')} paid: ${sums}`}
      tone="bad"
      lines={[
        'This says that the money has reached the partners. Their commissions are paid with it.',
        'It can be taken back only payout by payout, by a reversal.',
        'Payouts of suspended partners that nobody has begun to pay stay as they are.',
      ]}
    />
    <TypedConfirmation
      word={String(openCount)}
      why="The number of payouts: money that has left cannot be called back."
      refusal={refusal}
    />
  </ActionForm>
);
