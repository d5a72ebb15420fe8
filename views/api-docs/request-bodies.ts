import { exampleIds } from '../../src/events/catalogue/examples.ts';
import type { Operation } from './api.ts';
import type { Schemas } from './schema.ts';
import { exampleOf } from './schema-example.ts';

/** What the example of an operation sends: chosen by hand where a reader learns from it, else what is required. */
export const requestBodyOf = ({ id, body }: Operation, schemas: Schemas): unknown =>
  chosen[id] ?? (body && exampleOf(body.schema, schemas));

const { partner, program, click, group } = exampleIds;

const signup = { customer_id: '4711', customer_email: 'sam@example.com', click_id: click };
const purchase = { order_id: '1001', customer_id: '4711', click_id: click, amount: 12_900, currency: 'USD' };

/** One small story, the one that the events tell, too: Leaf Letters refers customer 4711, who buys for 129.00 USD. */
const chosen: Readonly<Record<string, unknown>> = {
  trackSignup: signup,
  trackLead: signup,
  trackPurchase: purchase,
  trackSale: purchase,
  trackRefund: {
    refund_id: 're_77',
    order_id: '1001',
    amount: 4_300,
    currency: 'USD',
    reason: 'Returned one of three',
  },
  trackCancellation: { customer_id: '4711' },
  createInvitation: { name: 'Robin', email: 'robin@example.com', role: 'finance' },
  createConversionRefund: { refund_id: 're_77', amount: 4_300 },
  trackBatch: {
    items: [
      { operation: 'signup', ...signup },
      { operation: 'purchase', ...purchase },
    ],
  },
  trackClick: { key: 'pk_...', partner: 'LEAF', url: 'https://shop.example.com/spring?via=leaf' },
  createProgram: {
    name: 'Spring shop',
    currency: 'USD',
    hold_days: 30,
    default_rule: { kind: 'percent', basis_points: 2_000 },
  },
  updateProgram: { hold_days: 14 },
  createCommissionRule: {
    kind: 'percent',
    basis_points: 3_000,
    scope: { partner_id: partner },
    max_months: 12,
  },
  updateCommissionRule: { basis_points: 2_500 },
  createPartner: { email: 'letters@example.com', name: 'Leaf Letters', code: 'LEAF' },
  updatePartner: { name: 'Leaf Letters Weekly' },
  createGroup: { name: 'Creators', tier_metric: 'revenue', tier_window: 'rolling', tier_days: 90 },
  updateGroup: { tier_days: 60 },
  createTier: { group_id: group, name: 'Gold', threshold: 1_000_000 },
  updateTier: { threshold: 800_000 },
  createExchangeRate: { from: 'EUR', to: 'USD', rate: '1.0825', source: 'ECB' },
  createLink: { partner_id: partner, destination_url: 'https://shop.example.com/spring', slug: 'leaf' },
  updateLink: { destination_url: 'https://shop.example.com/summer' },
  createPromoCode: { partner_id: partner, code: 'LEAF10' },
  updatePromoCode: { ends_at: '2026-12-31T23:59:59Z' },
  createWebhookEndpoint: {
    name: 'Production CRM',
    url: 'https://crm.example.com/hooks/tributary',
    event_types: ['*'],
  },
  updateWebhookEndpoint: { event_types: ['commission.created', 'commission.paid'] },
  createWebhookEndpointSecretRotation: { grace_seconds: 86_400 },
  createInspector: { name: 'Trial receiver', answer: { sequence: [500, 500, 200] } },
  updateInspector: { answer: { status: 429, headers: { 'Retry-After': '60' } } },
  updateSettingAlert: { email_recipients: ['ops@example.com'], minimum_sample: 20 },
  createWebhookEndpointRecovery: { since: '2026-05-29T00:00:00Z' },
  createPayoutBatch: { cut_off_at: '2026-05-31T23:59:59Z', minimums: { USD: 5_000 } },
  createPayoutBatchPreview: { currency: 'USD' },
  createPayoutBatchCompletion: { reference: 'SEPA-2026-06-01' },
  createPayoutCompletion: { reference: 'PAYOUT-8H2K' },
  createPayoutFailure: { reason: 'receiver_account_closed' },
  createPayoutReversal: { reason: 'returned_by_bank' },
  createConversionSimulate: { operation: 'purchase', ...purchase },
  createConversionAssignment: {
    partner_id: partner,
    reason: 'missing_sale',
    note: 'Showed us the order mail.',
  },
  createCustomerAssignment: { partner_id: partner, reason: 'agreement' },
  createConversionRejection: { reason: 'duplicate', note: 'The same order came by phone, too.' },
  createCommission: {
    partner_id: partner,
    amount: 5_000,
    currency: 'USD',
    note: 'Most sales in May',
    idempotency_key: 'bonus-may',
  },
  createCommissionApprovals: { filter: { before: '2026-06-01T00:00:00Z' } },
  createCommissionHold: { note: 'Waiting for the bank.' },
  createCommissionVoid: { reason: 'duplicate', note: 'Paid as another order.' },
  createCommissionAdjustment: { amount: -250, note: 'Agreed by phone.', idempotency_key: 'adjust-1' },
  createImport: {
    kind: 'partners',
    csv: 'E-Mail,Name,Code\nletters@example.com,Leaf Letters,LEAF\n',
    columns: { email: 'E-Mail' },
  },
  createApiKey: { name: 'backend', scopes: ['track:write'], program_id: program },
};
