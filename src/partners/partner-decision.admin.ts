import type { z } from 'zod';
import {
  deletionConsequences,
  rejectionConsequences,
  suspensionConsequences,
  terminationConsequences,
} from '../../views/partners/consequences.ts';
import { type PartnerFacts, partnerHref, partnersPath } from '../../views/partners/partner.ts';
import {
  causeFields,
  PartnerDecisionPage,
  type PartnerDecisionProps,
  terminationFields,
} from '../../views/partners/partner-decision.tsx';
import { assertConfirmed } from '../http/forms/confirmation.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import { type Flash, goTo, type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import type { BalanceView } from '../ledger/balance.view.ts';

type Balances = readonly z.output<typeof BalanceView>[];

export const partnerDecisionPages = (): PageRoute[] => [
  atOnce('approval', 'approved', (name) => ({ text: `${name} is approved and earns from now on.` })),
  atOnce('reinstatement', 'approved', (name) => ({ text: `${name} is reinstated.` })),
  atOnce('reopening', 'pending', (name) => ({ text: `${name} waits for approval again.` })),
  ...decisions.flatMap((decision) => [askPage(decision), deed(decision)]),
];

/** Nothing to say before, and another move takes it back. */
const atOnce = (move: string, target: PartnerFacts['state'], flash: (name: string) => Flash): PageRoute => ({
  method: 'POST',
  path: `${partnersPath}/:id/${move}`,
  scope: 'write',
  handle: ({ api, params }) =>
    attempt(
      async () => {
        const partner = await api.post<PartnerFacts>(`/api/v1/partners/:id/${move}`, { params });
        return goTo(partnerHref(partner.id), flash(partner.name));
      },
      // Pressed twice, or in a window that is older than what somebody did meanwhile.
      async ({ detail }) => {
        const { id, name, state } = await api.get<PartnerFacts>('/api/v1/partners/:id', { params });
        return goTo(partnerHref(id), state === target ? flash(name) : { text: detail, tone: 'bad' });
      },
    ),
});

interface Decision extends Pick<PartnerDecisionProps, 'move' | 'tone' | 'fields' | 'typed'> {
  readonly verb: string;
  readonly consequencesOf: (balances: Balances) => readonly string[];
  readonly done: (partner: PartnerFacts) => Flash;
}

const decisions: readonly Decision[] = [
  {
    move: 'rejection',
    verb: 'Reject',
    tone: 'wait',
    fields: causeFields,
    consequencesOf: () => rejectionConsequences,
    done: ({ id, name }) => ({
      text: `${name} is rejected.`,
      undo: { action: partnerHref(id, 'reopening'), label: 'Undo' },
    }),
  },
  {
    move: 'suspension',
    verb: 'Suspend',
    tone: 'wait',
    fields: causeFields,
    consequencesOf: suspensionConsequences,
    done: ({ id, name }) => ({
      text: `${name} is suspended.`,
      undo: { action: partnerHref(id, 'reinstatement'), label: 'Undo' },
    }),
  },
  {
    move: 'termination',
    verb: 'Terminate',
    tone: 'bad',
    fields: terminationFields,
    typed: 'Their name, exactly. A termination cannot be taken back.',
    consequencesOf: terminationConsequences,
    done: ({ name }) => ({ text: `${name} is terminated.` }),
  },
  {
    move: 'deletion',
    verb: 'Delete',
    tone: 'bad',
    fields: [],
    typed: 'Their name, exactly. Who is forgotten cannot be brought back.',
    consequencesOf: () => deletionConsequences,
    done: ({ name }) => ({ text: `${name} is forgotten.` }),
  },
];

const askPage = (decision: Decision): PageRoute => ({
  method: 'GET',
  path: `${partnersPath}/:id/${decision.move}`,
  scope: 'write',
  handle: (page) => ask(page, decision),
});

const deed = (decision: Decision): PageRoute => ({
  method: 'POST',
  path: `${partnersPath}/:id/${decision.move}`,
  scope: 'write',
  handle: (page) =>
    attempt(
      () => act(page, decision),
      (refusal) => ask(page, decision, refusal),
    ),
});

const act = async ({ api, params, form }: PageRequest, { move, fields, typed, done }: Decision) => {
  const before = await api.get<PartnerFacts>('/api/v1/partners/:id', { params });
  if (typed !== undefined) assertConfirmed(form, before.name);
  const rowVersion = Number(written(form, 'row_version'));
  if (move === 'deletion') {
    await api.delete('/api/v1/partners/:id', { params, rowVersion });
    return goTo(partnersPath, done(before));
  }
  const body = readForm(fields, form);
  const after = await api.post<PartnerFacts>(`/api/v1/partners/:id/${move}`, { params, body, rowVersion });
  return goTo(partnerHref(after.id), done(after));
};

const ask = async ({ api, params, form }: PageRequest, decision: Decision, refusal?: FormRefusal) => {
  const { value: partner, rowVersion } = await api.read<PartnerFacts>('/api/v1/partners/:id', { params });
  const balances = await api.get<{ data: Balances }>('/api/v1/balances', {
    query: { partner_id: partner.id },
  });
  const title = `${decision.verb} ${partner.name}`;
  return showPage(
    title,
    PartnerDecisionPage({
      ...decision,
      ...{ partner, title, submit: title, refusal },
      rowVersion: written(form, 'row_version') || rowVersion,
      values: writtenValues(decision.fields, form),
      consequences: decision.consequencesOf(balances.data),
    }),
    refusal?.status,
  );
};
