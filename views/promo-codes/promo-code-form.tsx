import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { type PromoCodeFacts, promoCodeHref, promoCodesPath } from './promo-code.ts';

const whose: readonly Field[] = [
  {
    name: 'partner_id',
    label: 'Partner',
    kind: 'text',
    required: true,
    help: 'Their code, email address, name or id.',
  },
  {
    name: 'code',
    label: 'Promo code',
    kind: 'text',
    required: true,
    autocomplete: 'off',
    help: 'Case does not matter, and nothing that looks alike can be taken: SAVE10 and SAVEIO are one code.',
  },
];

export const promoCodeFields: readonly Field[] = [
  {
    name: 'starts_at',
    label: 'Valid from',
    kind: 'instant',
    empty: 'null',
    help: 'In UTC. At once when left empty.',
  },
  {
    name: 'ends_at',
    label: 'Valid until',
    kind: 'instant',
    empty: 'null',
    help: 'In UTC. Without end when left empty.',
  },
  {
    name: 'discount_value',
    label: 'Discount',
    kind: 'text',
    empty: 'null',
    placeholder: '10',
    help: 'What your shop grants. It is told to receivers of webhooks; nothing is computed from it.',
  },
  { name: 'discount_type', label: 'Kind of discount', kind: 'text', empty: 'null', placeholder: 'percent' },
  {
    name: 'coupon_id',
    label: 'Coupon of the shop',
    kind: 'text',
    empty: 'null',
    help: 'The id that your shop or payment provider knows it by.',
  },
  {
    name: 'duration',
    label: 'How long the discount lasts',
    kind: 'text',
    empty: 'null',
    placeholder: 'once',
  },
];

export const newPromoCodeFields: readonly Field[] = [...whose, ...promoCodeFields];

interface FormProps {
  readonly values?: FormValues;
  readonly refusal?: FormRefusal;
}

export const NewPromoCodePage = ({ values, refusal }: FormProps) => (
  <>
    <PageHead title="New promo code" above={{ label: 'Promo codes', href: promoCodesPath }} />
    <ActionForm
      action={`${promoCodesPath}/new`}
      fields={newPromoCodeFields}
      values={values}
      refusal={refusal}
      submit="Give the code"
      cancel={promoCodesPath}
    />
  </>
);

interface EditPromoCodeProps extends FormProps {
  readonly promoCode: PromoCodeFacts;
  readonly rowVersion: string | number | undefined;
}

export const EditPromoCodePage = ({ promoCode, rowVersion, values, refusal }: EditPromoCodeProps) => (
  <>
    <PageHead
      title={`Edit ${promoCode.code}`}
      above={{ label: promoCode.code, href: promoCodeHref(promoCode.id) }}
      answer="The code itself and whose it is never change. What was sold with it stays as it is."
    />
    <ActionForm
      action={promoCodeHref(promoCode.id, 'edit')}
      fields={promoCodeFields}
      values={values}
      refusal={refusal}
      submit="Save the promo code"
      cancel={promoCodeHref(promoCode.id)}
      hidden={{ row_version: rowVersion }}
    />
  </>
);
