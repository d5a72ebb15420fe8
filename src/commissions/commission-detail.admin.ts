import type { z } from 'zod';
import { CommissionDetailPage } from '../../views/commissions/commission-detail.tsx';
import { commissionTitle } from '../../views/commissions/commission-title.ts';
import type { ExplanationView } from '../conversions/explanation.view.ts';
import { readHistory } from '../http/pages/history.ts';
import { type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { RuleView } from '../rules/rule.view.ts';
import type { CommissionDetailView } from './commission.view.ts';

type Commission = z.output<typeof CommissionDetailView>;

/** One commission: the terms it was computed by, what corrects it, when it is paid and why it is held. */
export const commissionDetailPage: PageRoute = {
  method: 'GET',
  path: '/admin/commissions/:id',
  scope: 'read',
  handle: async (page) => {
    const { api, params, viewer } = page;
    const commission = await api.get<Commission>('/api/v1/commissions/:id', { params });
    const partner = await api.get<{ name: string }>('/api/v1/partners/:id', {
      params: { id: commission.partner_id },
    });
    const ids = [commission.id, ...commission.corrections.map(({ id }) => id)];
    const view = CommissionDetailPage({
      commission,
      partnerName: partner.name,
      rule: await ruleOf(page, commission),
      programCurrency:
        page.programs.find(({ id }) => id === commission.program_id)?.currency ?? commission.currency,
      steps: await stepsOf(page, commission, ids),
      history: await readHistory(page, ids),
      mayChange: allows(viewer.caller.scopes, 'write'),
    });
    return showPage(commissionTitle(commission), view);
  },
};

/** The version that it was computed by. */
const ruleOf = async ({ api }: PageRequest, { rule_id: id, rule_version: version }: Commission) =>
  id === null || version === null
    ? undefined
    : await api.get<z.output<typeof RuleView>>('/api/v1/commission-rules/:id', {
        params: { id },
        query: { version },
      });

/** What the explanation of its conversion says of it and its corrections. */
const stepsOf = async ({ api }: PageRequest, { conversion_id: id }: Commission, ids: readonly string[]) => {
  if (id === null) return [];
  const { steps } = await api.get<z.output<typeof ExplanationView>>('/api/v1/conversions/:id/explanation', {
    params: { id },
  });
  return steps.filter(({ facts }) => ids.includes(String(facts.commission_id ?? '')));
};
