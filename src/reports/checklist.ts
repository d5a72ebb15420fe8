import type { z } from 'zod';
import { Checklist } from '../../views/onboarding/checklist.tsx';
import type { SnippetFacts } from '../../views/onboarding/snippets.ts';
import type { PageProgram, PageRequest } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import type { View } from '../jsx/markup.ts';
import type { OnboardingView } from '../onboarding/onboarding.view.ts';

/** The steps that are still to be taken; nothing once all are, for sample data, and after they were dismissed. */
export const checklistOf = async (
  { api, viewer }: Pick<PageRequest, 'api' | 'viewer'>,
  program: PageProgram,
  baseUrl: string,
): Promise<View | undefined> => {
  if (program.mode === 'test') return undefined;
  const query = { program_id: program.id };
  const onboarding = await api.get<z.output<typeof OnboardingView>>('/api/v1/onboarding', { query });
  if (onboarding.is_complete || onboarding.is_dismissed) return undefined;
  const { scopes } = viewer.caller;
  return Checklist({
    onboarding,
    facts: await factsOf(api, program, baseUrl),
    mayChange: allows(scopes, 'write'),
    mayMakeKeys: allows(scopes, 'admin'),
  });
};

interface List<T> {
  readonly data: readonly T[];
}

const factsOf = async (
  api: PageRequest['api'],
  { id, currency }: PageProgram,
  baseUrl: string,
): Promise<SnippetFacts> => {
  const query = { program_id: id, limit: 1 };
  const partners = await api.get<List<{ id: string; code: string }>>('/api/v1/partners', { query });
  const links = await api.get<List<{ slug: string }>>('/api/v1/links', { query });
  const { publishable_key: publishableKey } = await api.get<{ publishable_key: string }>(
    '/api/v1/programs/:id',
    { params: { id } },
  );
  const [partner, link] = [partners.data[0], links.data[0]];
  return { ...{ baseUrl, programId: id, currency, publishableKey }, partner, slug: link?.slug };
};
