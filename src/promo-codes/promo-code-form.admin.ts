import { type PromoCodeFacts, promoCodeHref, promoCodesPath } from '../../views/promo-codes/promo-code.ts';
import {
  EditPromoCodePage,
  NewPromoCodePage,
  newPromoCodeFields,
  promoCodeFields,
} from '../../views/promo-codes/promo-code-form.tsx';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt } from '../http/pages/attempt.ts';
import { goTo, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { getTypedPartner } from '../partners/partner-choice.ts';

export const promoCodeFormPages = (): PageRoute[] => [newPage, creation, editPage, change];

const newPath = `${promoCodesPath}/new`;
const editPath = `${promoCodesPath}/:id/edit`;
const address = '/api/v1/promo-codes/:id';

const newPage: PageRoute = {
  method: 'GET',
  path: newPath,
  scope: 'write',
  handle: ({ query }) =>
    showPage('New promo code', NewPromoCodePage({ values: { partner_id: query.partner ?? '' } })),
};

const creation: PageRoute = {
  method: 'POST',
  path: newPath,
  scope: 'write',
  handle: ({ api, form, program }) =>
    attempt(
      async () => {
        const typed = written(form, 'partner_id');
        const partner = await getTypedPartner(api, program?.id, { field: 'partner_id', typed });
        const body = { ...readForm(newPromoCodeFields, form), partner_id: partner.id };
        const { id, code } = await api.post<PromoCodeFacts>('/api/v1/promo-codes', { body });
        return goTo(promoCodeHref(id), `${code} is ${partner.name}’s now.`);
      },
      (refusal) =>
        showPage(
          'New promo code',
          NewPromoCodePage({ values: writtenValues(newPromoCodeFields, form), refusal }),
          refusal.status,
        ),
    ),
};

const editPage: PageRoute = {
  method: 'GET',
  path: editPath,
  scope: 'write',
  handle: async ({ api, params }) => {
    const { value: promoCode, rowVersion } = await api.read<PromoCodeFacts>(address, { params });
    const values = presentValues(promoCodeFields, promoCode);
    return showPage(`Edit ${promoCode.code}`, EditPromoCodePage({ promoCode, rowVersion, values }));
  },
};

const change: PageRoute = {
  method: 'POST',
  path: editPath,
  scope: 'write',
  handle: async ({ api, params, form }) => {
    const promoCode = await api.get<PromoCodeFacts>(address, { params });
    const rowVersion = written(form, 'row_version');
    return attempt(
      async () => {
        const body = readForm(promoCodeFields, form);
        await api.patch(address, { params, body, rowVersion: Number(rowVersion) });
        return goTo(promoCodeHref(promoCode.id), 'The promo code is saved.');
      },
      (refusal) =>
        showPage(
          `Edit ${promoCode.code}`,
          EditPromoCodePage({ promoCode, rowVersion, values: writtenValues(promoCodeFields, form), refusal }),
          refusal.status,
        ),
    );
  },
};
