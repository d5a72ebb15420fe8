import type { z } from 'zod';
import { SimulatorPage } from '../../views/rules/simulator.tsx';
import type { SimulationView } from '../conversions/simulation.view.ts';
import { type FormValues, writtenValues } from '../http/forms/fill-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import {
  currencyOf,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import {
  chosenCurrency,
  finerFields,
  readSimulated,
  saleFields,
  simulatorFields,
} from './simulator-form.admin.ts';

type Simulation = z.output<typeof SimulationView>;

/** A whole sale, tried without storing anything. */
export const simulatorPages = (): PageRoute[] => [asking, trying];

const path = '/admin/rules/simulator';

const asking: PageRoute = {
  method: 'GET',
  path,
  scope: 'read',
  handle: (page) => {
    const currency = currencyOf(page);
    return show(currency, { operation: 'purchase', currency, ...page.query });
  },
};

const trying: PageRoute = {
  method: 'POST',
  path,
  scope: 'read',
  handle: (page) => {
    const currency = chosenCurrency(page.form, currencyOf(page));
    const values = writtenValues(simulatorFields(currency), page.form);
    return attempt(
      async () => {
        const body = readSimulated(page.form, page.program?.id, currency);
        const simulation = await page.api.post<Simulation>('/api/v1/conversions/simulate', { body });
        return show(currency, values, { simulation, names: await namesIn(page, simulation) });
      },
      (refusal) => show(currency, values, { refusal }),
    );
  },
};

interface Outcome {
  readonly simulation?: Simulation;
  readonly names?: ReadonlyMap<string, string>;
  readonly refusal?: FormRefusal;
}

const show = (currency: string, values: FormValues, outcome: Outcome = {}): PageAnswer => {
  const { simulation, names = new Map(), refusal } = outcome;
  const fields = saleFields(currency);
  const view = SimulatorPage({ fields, finer: finerFields(currency), values, refusal, simulation, names });
  return showPage('Simulator', view, refusal?.status ?? 200);
};

/** Partners who would earn something. */
const namesIn = async ({ api }: PageRequest, { commissions }: Simulation): Promise<Map<string, string>> => {
  const names = new Map<string, string>();
  for (const { partner_id: id } of commissions) {
    if (names.has(id)) continue;
    names.set(id, (await api.get<{ name: string }>('/api/v1/partners/:id', { params: { id } })).name);
  }
  return names;
};
