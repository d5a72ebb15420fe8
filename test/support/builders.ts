import type { NewApiKey } from '../../src/api-keys/api-key.service.ts';
import type { ProgramId } from '../../src/core/ids.ts';
import type { Scope } from '../../src/http/scopes.ts';
import type { AnswerBody, Call } from './call.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Makes what a test needs to begin with, through the real routes. Each answers the body of the created thing. */
export interface Builders {
  /** A program in USD that pays 20 % of a purchase. */
  program(fields?: Fields): Promise<AnswerBody>;
  /** An approved partner of the only program, or of the `program_id` given. */
  partner(fields?: Fields): Promise<AnswerBody>;
  /** A link of a partner. */
  link(partnerId: string, fields?: Fields): Promise<AnswerBody>;
  promoCode(partnerId: string, code: string, fields?: Fields): Promise<AnswerBody>;
  rule(fields: Fields): Promise<AnswerBody>;
  /** An API key; every program and the scope `track:write` unless said otherwise. */
  key(input?: { scopes?: readonly Scope[]; programId?: string | null; name?: string }): Promise<string>;
}

export const createBuilders = (call: Call, createKey: (input: NewApiKey) => Promise<string>): Builders => {
  let partnerCount = 0;
  const create = async (path: string, body: Fields): Promise<AnswerBody> => {
    const answer = await call('POST', path, { body });
    if (answer.status !== 201) {
      throw new Error(`POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  };
  return {
    program: (fields) =>
      create('/api/v1/programs', {
        name: 'Acme',
        currency: 'USD',
        default_rule: { kind: 'percent', basis_points: 2_000 },
        ...fields,
      }),
    partner: (fields) => {
      partnerCount += 1;
      return create('/api/v1/partners', {
        email: `partner${partnerCount}@example.com`,
        name: `Partner ${partnerCount}`,
        ...fields,
      });
    },
    link: (partnerId, fields) =>
      create('/api/v1/links', {
        partner_id: partnerId,
        destination_url: 'https://shop.example.com/',
        ...fields,
      }),
    promoCode: (partnerId, code, fields) =>
      create('/api/v1/promo-codes', { partner_id: partnerId, code, ...fields }),
    rule: (fields) => create('/api/v1/commission-rules', fields),
    key: ({ scopes, programId, name } = {}) =>
      createKey({
        name: name ?? 'Test',
        scopes: scopes ?? ['track:write'],
        programId: (programId ?? null) as ProgramId | null,
      }),
  };
};
