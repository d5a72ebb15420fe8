import type { Work } from '../../database/work.ts';
import { createProgram, type NewProgram } from '../../programs/program.service.ts';
import type { Program } from '../../programs/program.ts';
import { createRule } from '../../rules/rule.service.ts';
import { programScope, type Rule, type RuleTerms } from '../../rules/rule.ts';

/** Creates a program and, if terms are given, the rule that pays its purchases when no other fits. */
export const createProgramWithRule = async (
  work: Work,
  input: NewProgram & { readonly defaultTerms: RuleTerms | undefined },
): Promise<{ program: Program; defaultRule: Rule | undefined }> => {
  const program = await createProgram(work, input);
  if (input.defaultTerms === undefined) return { program, defaultRule: undefined };
  const defaultRule = await createRule(work, {
    programId: program.id,
    currency: program.currency,
    terms: input.defaultTerms,
    appliesTo: 'purchase',
    scope: programScope,
    maxMonths: null,
    maxCount: null,
    cap: null,
    priority: 0,
  });
  return { program, defaultRule };
};
