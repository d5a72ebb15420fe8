import { findCommission } from '../../commissions/commission.store.ts';
import { listUnapproved } from '../../commissions/unapproved.store.ts';
import { readPurchase, readSignup } from '../../conversions/track-body.ts';
import { dayMs, type Instant, toIso } from '../../core/clock.ts';
import { invariant } from '../../core/errors.ts';
import type { ProgramId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Work } from '../../database/work.ts';
import { createLink } from '../../links/link.service.ts';
import { listLinks } from '../../links/link.store.ts';
import { createPartner } from '../../partners/partner.service.ts';
import { findPartnerByCode } from '../../partners/partner.store.ts';
import { defaultSettings } from '../../programs/program.ts';
import { readRefund } from '../../refunds/refund-body.ts';
import { sampleProgramName } from '../../sample-data/sample-shop.ts';
import { approveCommission } from '../commissions/approve-commission.ts';
import { createProgramWithRule } from '../programs/create-program.ts';
import { recordRefund } from '../refunds/record-refund.ts';
import { recordConversion } from '../tracking/record-conversion.ts';
import { trackClicks } from '../tracking/track-click.ts';
import type { SamplePartner, SampleStep, SampleVisits } from './plan.ts';

interface Shop {
  readonly programId: ProgramId;
  readonly secrets: SecretBox;
}

const holdDays = 14;
const currency = 'USD';

/** A program that says by its mode, for ever, that nothing in it is real. */
export const makeProgram = async (work: Work): Promise<ProgramId> => {
  const { program } = await createProgramWithRule(work, {
    currency: currency as never,
    mode: 'test',
    settings: { ...defaultSettings, name: sampleProgramName, holdDays, approval: 'manual' },
    defaultTerms: { kind: 'percent', basisPoints: 2_000 },
  });
  return program.id;
};

type LaterStep = Exclude<SampleStep, { kind: 'program' }>;

/** One step, as if it happened at its own instant. @returns whether it has to be gone on with */
export const doStep = async (work: Work, shop: Shop, step: LaterStep): Promise<boolean> => {
  switch (step.kind) {
    case 'partner':
      await makePartner(work, shop, step.partner);
      return false;
    case 'visits':
      await makeVisits(work, shop, step.visits);
      return false;
    case 'signup':
    case 'purchase':
      await recordConversion(at(work, step.at), shop.secrets, shop, requestOf(step, shop));
      return false;
    case 'refund':
      await recordRefund(at(work, step.at), shop, refundOf(step, shop));
      return false;
    case 'approval':
      return approveSome(work, shop);
  }
};

/** The unit, as it would be at another instant. */
const at = (work: Work, now: Instant): Work => ({ ...work, now });

const makePartner = async (
  work: Work,
  { programId }: Shop,
  { name, code, state }: SamplePartner,
): Promise<void> => {
  const partner = await createPartner(work, programId, {
    ...{ name, code, state, country: null, groupId: null, source: 'direct' },
    email: `${code.toLowerCase()}@sample.example`,
    emailConfirmed: state === 'approved',
    onboardingCompleted: state === 'approved',
  });
  if (state !== 'approved') return;
  await createLink(work, partner, {
    destinationUrl: 'https://shop.example/',
    slug: undefined,
    ...{ sub1: null, sub2: null, sub3: null, sub4: null, sub5: null },
  });
};

const makeVisits = async (
  work: Work,
  { programId, secrets }: Shop,
  visits: readonly SampleVisits[],
): Promise<void> => {
  for (const { code, count, at: instant } of visits) {
    const partner = await findPartnerByCode(work.tx, programId, code);
    invariant(partner !== undefined, `the sample shop has no partner ${code}`);
    const [link] = await listLinks(
      work.tx,
      { limit: 1 },
      { programId, partnerId: partner.id, archived: false },
    );
    const visitOf = (number: number) => ({
      ...{ programId, partnerId: partner.id, linkId: link?.id ?? null },
      ...{
        landingUrl: 'https://shop.example/',
        referrer: 'https://blog.example/',
        agentClass: 'desktop' as const,
      },
      ...{ sub1: null, sub2: null, sub3: null, sub4: null, sub5: null, country: null, previousClickId: null },
      ipHash: secrets.hash('address', `sample ${number}`),
      visitorHash: secrets.hash('visitor', `sample ${instant} ${number}`),
      isDuplicate: false,
    });
    await trackClicks(
      at(work, instant),
      Array.from({ length: count }, (_, number) => visitOf(number)),
    );
  }
};

const requestOf = (
  step: Extract<SampleStep, { kind: 'signup' | 'purchase' }>,
  { programId: program }: Shop,
) => {
  const who = { program, customer_id: step.customer, partner: step.code, occurred_at: toIso(step.at) };
  if (step.kind === 'signup') return readSignup({ body: who, idempotencyKey: null, now: step.at });
  const body = { ...who, order_id: step.order, amount: step.amountMinor, currency };
  return readPurchase({ body, idempotencyKey: null, now: step.at });
};

const refundOf = (step: Extract<SampleStep, { kind: 'refund' }>, { programId: program }: Shop) => {
  const body = {
    ...{ program, order_id: step.order, refund_id: `${step.order}-refund` },
    ...{ amount: step.amountMinor, occurred_at: toIso(step.at) },
  };
  return readRefund({ body, idempotencyKey: null, now: step.at });
};

/** Commissions that one unit approves. */
const approvedAtOnce = 5;

/** Those whose hold is over, so that nothing becomes due by itself later and is told to anybody. */
const approveSome = async (work: Work, { programId }: Shop): Promise<boolean> => {
  const filter = { programId, before: work.now - holdDays * dayMs };
  const ids = await listUnapproved(work.tx, filter, approvedAtOnce);
  for (const id of ids) {
    const commission = await findCommission(work.tx, id);
    if (commission) await approveCommission(work, commission, null);
  }
  return ids.length === approvedAtOnce;
};
