import type { Generated } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type {
  AlertId,
  ApiKeyId,
  ClickId,
  CommissionId,
  ConversionId,
  CustomerId,
  DeliveryId,
  EndpointId,
  EventId,
  ExchangeRateId,
  GroupId,
  Id,
  ImportId,
  InspectorId,
  LinkId,
  PartnerId,
  PayoutBatchId,
  PayoutId,
  ProgramId,
  PromoCodeId,
  RecoveryId,
  ReferralId,
  RefundId,
  RuleId,
  TierId,
} from '../core/ids.ts';

/**
 * The data model on one page. `seq` is the unchanging order of insertion, the only thing cursors run over;
 * `*_minor` are whole minor units of the currency beside them; `*_at` are instants in milliseconds; `*_json`
 * is JSON as text that only the store reads; a `Flag` is 0 or 1.
 */
export interface Schema {
  settings: SettingsTable;
  programs: ProgramsTable;
  logins: LoginsTable;
  partners: PartnersTable;
  links: LinksTable;
  promo_codes: PromoCodesTable;
  clicks: ClicksTable;
  customers: CustomersTable;
  referrals: ReferralsTable;
  conversions: ConversionsTable;
  order_references: OrderReferencesTable;
  idempotency_records: IdempotencyRecordsTable;
  report_days: ReportDaysTable;
  report_partner_days: ReportPartnerDaysTable;
  report_marks: ReportMarksTable;
  report_zones: ReportZonesTable;
  report_corrections: ReportCorrectionsTable;
  commission_rules: CommissionRulesTable;
  commissions: CommissionsTable;
  ledger_entries: LedgerEntriesTable;
  balances: BalancesTable;
  refunds: RefundsTable;
  parked_refunds: ParkedRefundsTable;
  groups: GroupsTable;
  tiers: TiersTable;
  tier_changes: TierChangesTable;
  partner_days: PartnerDaysTable;
  cap_uses: CapUsesTable;
  exchange_rates: ExchangeRatesTable;
  payout_batches: PayoutBatchesTable;
  payouts: PayoutsTable;
  payout_items: PayoutItemsTable;
  imports: ImportsTable;
  import_pieces: ImportPiecesTable;
  import_rows: ImportRowsTable;
  import_keys: ImportKeysTable;
  events: EventsTable;
  event_bodies: EventBodiesTable;
  webhook_endpoints: WebhookEndpointsTable;
  deliveries: DeliveriesTable;
  attempts: AttemptsTable;
  subscriber_sets: SubscriberSetsTable;
  fan_outs: FanOutsTable;
  retention_waits: RetentionWaitsTable;
  recoveries: RecoveriesTable;
  webhook_minutes: WebhookMinutesTable;
  webhook_spans: WebhookSpansTable;
  webhook_minute_marks: WebhookMinuteMarksTable;
  alerts: AlertsTable;
  notifications: NotificationsTable;
  inspectors: InspectorsTable;
  inspector_requests: InspectorRequestsTable;
  api_keys: ApiKeysTable;
  admins: AdminsTable;
  audit_entries: AuditEntriesTable;
  sessions: SessionsTable;
  recovery_codes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  invitations: InvitationsTable;
}

export type Flag = 0 | 1;

interface SettingsTable {
  name: string;
  value: string;
}

interface ProgramsTable {
  seq: Generated<number>;
  id: ProgramId;
  name: string;
  mode: string;
  currency: string;
  time_zone: string;
  hold_days: number;
  window_days: number;
  attribution_policy: string;
  attribution_model: string;
  coupon_overrides_referral: Flag;
  /** Days for which a referral binds its customer; null for ever. */
  referral_days: number | null;
  new_customers_only: Flag;
  conversion_review: string;
  approval: string;
  partner_approval: string;
  payout_threshold_minor: number;
  /** How many admins must approve a batch of payouts: 1 or 2. */
  payout_approvals: number;
  caps_json: string;
  converts_currencies: Flag;
  /** Refunds that came before their sale and still wait for it; nearly always 0. */
  parked_refunds: number;
  allowed_hosts_json: string;
  click_id_parameter: string;
  cookie_domain: string | null;
  base_includes_tax: Flag;
  base_includes_shipping: Flag;
  publishable_key: string;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  archived_at: Instant | null;
}

/** A person who can sign in, apart from the partners they are: one person may be in two programs. */
interface LoginsTable {
  id: Id<'lgn'>;
  email: string;
  created_at: Instant;
}

interface PartnersTable {
  seq: Generated<number>;
  id: PartnerId;
  program_id: ProgramId;
  login_id: Id<'lgn'> | null;
  email: string | null;
  /** Lower case; unique in the program; null once the person is anonymised. */
  email_key: string | null;
  name: string;
  country: string | null;
  state: string;
  /** What was said about the last move: a word of the closed list, and free text. */
  state_reason: string | null;
  state_note: string | null;
  group_id: Id<'grp'> | null;
  /** The tier they are in now; which one they were in at an instant is in `tier_changes`. */
  tier_id: TierId | null;
  /** The next instant at which they may be demoted; null when their group has no tiers. */
  tier_period_ends_at: Instant | null;
  /** Their conversions from this `seq` on are in `partner_days`; 0: all are; null: none, their group has no tiers. */
  volume_seq: number | null;
  code: string;
  /** The code without regard to case and look-alikes; unique in the program. */
  code_key: string;
  source: string;
  email_confirmed_at: Instant | null;
  onboarded_at: Instant | null;
  /** When `partner.registered` was recorded; once. */
  registered_at: Instant | null;
  /** When `partner.confirmed` was recorded; once. */
  confirmed_at: Instant | null;
  approved_at: Instant | null;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  deleted_at: Instant | null;
}

interface LinksTable {
  seq: Generated<number>;
  id: LinkId;
  program_id: ProgramId;
  partner_id: PartnerId;
  slug: string;
  destination_url: string;
  sub1: string | null;
  sub2: string | null;
  sub3: string | null;
  sub4: string | null;
  sub5: string | null;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  archived_at: Instant | null;
}

interface PromoCodesTable {
  seq: Generated<number>;
  id: PromoCodeId;
  program_id: ProgramId;
  partner_id: PartnerId;
  code: string;
  code_key: string;
  starts_at: Instant | null;
  ends_at: Instant | null;
  discount_type: string | null;
  discount_value: string | null;
  coupon_id: string | null;
  duration: string | null;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  archived_at: Instant | null;
}

interface ClicksTable {
  seq: Generated<number>;
  id: ClickId;
  program_id: ProgramId;
  link_id: LinkId | null;
  partner_id: PartnerId;
  landing_url: string;
  referrer: string | null;
  sub1: string | null;
  sub2: string | null;
  sub3: string | null;
  sub4: string | null;
  sub5: string | null;
  agent_class: string;
  country: string | null;
  /** HMAC of the visitor's address, so that equal visitors are seen and nobody is named. */
  ip_hash: string | null;
  /** HMAC of address, user agent and link: what makes a repeat within an hour a duplicate. */
  visitor_hash: string | null;
  is_bot: Flag;
  is_duplicate: Flag;
  /** 0 while the partner is suspended: recorded, never credited. */
  is_creditable: Flag;
  previous_click_id: ClickId | null;
  created_at: Instant;
}

interface CustomersTable {
  seq: Generated<number>;
  id: CustomerId;
  program_id: ProgramId;
  external_id: string | null;
  email_hash: string | null;
  name: string | null;
  first_purchase_at: Instant | null;
  created_at: Instant;
  updated_at: Instant;
}

interface ReferralsTable {
  seq: Generated<number>;
  id: ReferralId;
  program_id: ProgramId;
  customer_id: CustomerId;
  partner_id: PartnerId;
  state: string;
  method: string;
  click_id: ClickId | null;
  promo_code_id: PromoCodeId | null;
  /** Copied click and code facts, so that raw clicks can be purged. */
  evidence_json: string;
  candidates_json: string;
  policy_json: string;
  decided_at: Instant;
  converted_at: Instant | null;
  expires_at: Instant | null;
  /** When the customer canceled: from then on only their first purchase earns anything more. */
  recurring_stopped_at: Instant | null;
  updated_at: Instant;
}

interface ConversionsTable {
  seq: Generated<number>;
  id: ConversionId;
  program_id: ProgramId;
  type: string;
  state: string;
  customer_id: CustomerId | null;
  referral_id: ReferralId | null;
  partner_id: PartnerId | null;
  order_id: string | null;
  currency: string | null;
  amount_minor: number;
  tax_minor: number;
  shipping_minor: number;
  discount_minor: number;
  base_minor: number;
  refunded_minor: number;
  /** Follows from the refunds. */
  refund_status: string;
  method: string;
  reason: string;
  /** Why a person, or its partner's state, rejected it; null while it is not rejected. */
  state_reason: string | null;
  /** What a person wrote when they last moved it. */
  state_note: string | null;
  candidates_json: string;
  click_id: ClickId | null;
  promo_code_id: PromoCodeId | null;
  /** Link, referrer and sub-ids of the winning click, plan, country, items and metadata as sent. */
  facts_json: string;
  idempotency_key: string | null;
  actor: string;
  request_id: string;
  row_version: number;
  occurred_at: Instant;
  received_at: Instant;
  updated_at: Instant;
}

/** Every name of an order that we were told: one conversion per name and type, for ever. */
interface OrderReferencesTable {
  program_id: ProgramId;
  type: string;
  reference: string;
  conversion_id: ConversionId;
}

/** What reports tell, summed up. Of conversions and commissions only those that a partner has. */
interface ReportFigures {
  /** Of people, without repeats. */
  clicks: number;
  /** By the same visitor on the same link within an hour. */
  repeats: number;
  bots: number;
  signups: number;
  /** Qualified ones that were not given back whole. */
  purchases: number;
  /** Of qualified purchases, net of refunds. */
  revenue_minor: number;
  /** Qualified purchases of which something was given back. */
  refunds: number;
  refunded_minor: number;
  /** What commissions come to, net of what was taken back or voided. */
  commission_minor: number;
}

/** What was counted of a program on a day, up to the marks. What has no currency is under ''. */
interface ReportDaysTable extends ReportFigures {
  /** Counted anew from the first row, a higher one takes the place of all before. */
  generation: number;
  program_id: ProgramId;
  /** `2026-05-29` in the program's time zone. */
  day: string;
  currency: string;
}

interface ReportPartnerDaysTable extends ReportDaysTable {
  partner_id: PartnerId;
}

/** Up to which `seq` the rows of a table are counted, the present generation, and how often anything was counted. */
interface ReportMarksTable {
  name: string;
  value: number;
}

/** By the days of which zone a program is counted. */
interface ReportZonesTable {
  program_id: ProgramId;
  time_zone: string;
}

/** By how much a row changed after it was stored, until that is counted. */
interface ReportCorrectionsTable extends Omit<ReportFigures, 'clicks' | 'repeats' | 'bots'> {
  seq: Generated<number>;
  /** `conversions` or `commissions`, and its `seq` there. */
  source: string;
  row_seq: number;
  program_id: ProgramId;
  partner_id: PartnerId;
  at: Instant;
  currency: string;
}

interface IdempotencyRecordsTable {
  seq: Generated<number>;
  /** Of all programs: of what belongs to no single one. */
  program_id: ProgramId | 'all';
  operation: string;
  key: string;
  /** SHA-256 of the body as sent with its keys sorted. */
  body_hash: string;
  subject_id: string;
  /** The answer as stored JSON text; null once purged, then it is rebuilt. */
  answer_json: string | null;
  created_at: Instant;
}

interface CommissionRulesTable {
  seq: Generated<number>;
  id: RuleId;
  version: number;
  program_id: ProgramId;
  kind: string;
  basis_points: number | null;
  amount_minor: number | null;
  applies_to: string;
  partner_id: PartnerId | null;
  group_id: Id<'grp'> | null;
  tier_id: TierId | null;
  product_id: string | null;
  max_months: number | null;
  max_count: number | null;
  cap_minor: number | null;
  priority: number;
  created_at: Instant;
  /** Set when a newer version took its place or the rule was retired. */
  superseded_at: Instant | null;
  archived_at: Instant | null;
}

interface CommissionsTable {
  seq: Generated<number>;
  id: CommissionId;
  program_id: ProgramId;
  partner_id: PartnerId;
  conversion_id: ConversionId | null;
  referral_id: ReferralId | null;
  customer_id: CustomerId | null;
  kind: string;
  /** Which line of the purchase: a product id, or '' for the whole. */
  line: string;
  state: string;
  currency: string;
  base_minor: number;
  /** What was earned at first; never changes. */
  amount_minor: number;
  /** How much of it refunds took back in place, as a positive number. */
  reversed_minor: number;
  rule_id: RuleId | null;
  rule_version: number | null;
  rule_kind: string | null;
  basis_points: number | null;
  /** The tier by which it was earned. */
  tier_id: TierId | null;
  exchange_rate_id: ExchangeRateId | null;
  /** The counters of `cap_uses` that it counts in; null when its program had no caps. */
  cap_uses_json: string | null;
  /** What the last rejection of its conversion did: `posted` it, or voided it, then `voided` and its reason before. */
  rejection: string | null;
  due_at: Instant;
  approved_at: Instant | null;
  /** Reasons to hold, a JSON list of closed words; '[]' when there is none. */
  hold_reasons_json: string;
  payout_id: PayoutId | null;
  paid_at: Instant | null;
  voided_at: Instant | null;
  original_commission_id: CommissionId | null;
  /** The refund that a clawback or a restore answers to; '' for all others. */
  refund_id: string;
  reason: string | null;
  note: string | null;
  conversion_type: string | null;
  order_id: string | null;
  occurred_at: Instant;
  actor: string;
  request_id: string;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
}

interface LedgerEntriesTable {
  seq: Generated<number>;
  id: Id<'led'>;
  transaction_id: Id<'ltx'>;
  program_id: ProgramId;
  partner_id: PartnerId;
  commission_id: CommissionId | null;
  account: string;
  currency: string;
  amount_minor: number;
  reason: string;
  actor: string;
  request_id: string;
  created_at: Instant;
}

interface BalancesTable {
  partner_id: PartnerId;
  currency: string;
  program_id: ProgramId;
  pending_minor: number;
  held_minor: number;
  due_minor: number;
  processing_minor: number;
  paid_minor: number;
  /** When `commission.threshold_reached` was recorded; null again from the next payout on. */
  threshold_reached_at: Instant | null;
}

/** Something given back, taken back, or won back, of a conversion. */
interface RefundsTable {
  seq: Generated<number>;
  id: RefundId;
  program_id: ProgramId;
  /** Null while it waits for its sale. */
  conversion_id: ConversionId | null;
  order_reference: string | null;
  /** The merchant's own id of it. */
  refund_id: string;
  kind: string;
  state: string;
  /** As asked for; null for the rest, and for what undoes another one. */
  amount_minor: number | null;
  currency: string | null;
  /** What it took of the charge: signed, so that one that undoes another gives back. */
  applied_minor: number;
  reason: string | null;
  body_json: string;
  idempotency_key: string | null;
  actor: string;
  request_id: string;
  occurred_at: Instant;
  received_at: Instant;
  applied_at: Instant | null;
}

/** For each refund that waits for its sale, every name that the sale may come by. */
interface ParkedRefundsTable {
  program_id: ProgramId;
  reference: string;
  refund_id: RefundId;
}

/** Partners that share rules, and the ladder of tiers they climb. */
interface GroupsTable {
  seq: Generated<number>;
  id: GroupId;
  program_id: ProgramId;
  name: string;
  tier_metric: string;
  tier_window: string;
  tier_days: number | null;
  /** Partners after this `seq` are yet to be held against a changed ladder; null when none is. */
  review_seq: number | null;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  archived_at: Instant | null;
}

interface TiersTable {
  seq: Generated<number>;
  id: TierId;
  program_id: ProgramId;
  group_id: GroupId;
  name: string;
  /** Minor units of the program's currency, or a number of conversions, from which on a partner is in it. */
  threshold: number;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  archived_at: Instant | null;
}

interface TierChangesTable {
  seq: Generated<number>;
  program_id: ProgramId;
  partner_id: PartnerId;
  from_tier_id: TierId | null;
  to_tier_id: TierId | null;
  metric_value: number;
  effective_at: Instant;
  created_at: Instant;
}

/** What a partner sold on a day, net of refunds: qualified conversions only. */
interface PartnerDaysTable {
  partner_id: PartnerId;
  /** `2026-05-29` in the program's time zone. */
  day: string;
  currency: string;
  program_id: ProgramId;
  conversions: number;
  volume_minor: number;
}

interface CapUsesTable {
  program_id: ProgramId;
  cap: string;
  /** The customer or partner; '' for the program. */
  subject: string;
  period: string;
  used_minor: number;
}

/** One unit of one currency in another, from an instant on. */
interface ExchangeRatesTable {
  seq: Generated<number>;
  id: ExchangeRateId;
  /** Null for every program. */
  program_id: ProgramId | null;
  from_currency: string;
  to_currency: string;
  /** Major units of `to` for one of `from`, times 10^10. */
  rate_scaled: number;
  source: string;
  valid_from: Instant;
  actor: string;
  request_id: string;
  created_at: Instant;
}

interface PayoutBatchesTable {
  seq: Generated<number>;
  id: PayoutBatchId;
  program_id: ProgramId;
  state: string;
  method: string;
  /** What became due after it waits for the next batch. */
  cut_off_at: Instant;
  /** Whose money of which currency, and from which sums on. */
  selection_json: string;
  /** What it would have paid when it was drafted. */
  drafted_json: string;
  /** What is still being done of it, payout by payout, and how far that is; null when there is nothing. */
  step_json: string | null;
  /** Who approved it and when. */
  approvals_json: string;
  approvals_needed: number;
  note: string | null;
  idempotency_key: string | null;
  actor: string;
  request_id: string;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  approved_at: Instant | null;
}

interface PayoutsTable {
  seq: Generated<number>;
  id: PayoutId;
  batch_id: PayoutBatchId | null;
  program_id: ProgramId;
  partner_id: PartnerId;
  currency: string;
  amount_minor: number;
  item_count: number;
  method: string;
  method_json: string;
  state: string;
  reference: string | null;
  failure_reason: string | null;
  reason: string | null;
  /** What a person wrote about its last move. */
  note: string | null;
  cut_off_at: Instant;
  actor: string;
  request_id: string;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  completed_at: Instant | null;
}

interface PayoutItemsTable {
  seq: Generated<number>;
  payout_id: PayoutId;
  commission_id: CommissionId;
  amount_minor: number;
  /** When its payout was canceled. */
  released_at: Instant | null;
}

interface ImportsTable {
  seq: Generated<number>;
  id: ImportId;
  program_id: ProgramId;
  kind: string;
  state: string;
  is_dry_run: Flag;
  /** The dry run that it does in earnest; null when its own file was sent with it. */
  dry_run_id: ImportId | null;
  /** The import whose rows in `import_pieces` it works on. */
  file_id: ImportId;
  options_json: string;
  /** Which column of the file stands for each field, and which columns are not looked at. */
  columns_json: string;
  /** SHA-256 of the text that was sent. */
  file_digest: string;
  row_count: number;
  /** Every row before it is done. */
  next_number: number;
  created_count: number;
  known_count: number;
  error_count: number;
  actor: string;
  request_id: string;
  created_at: Instant;
  updated_at: Instant;
  finished_at: Instant | null;
}

/** Some rows of a file that was sent; gone once they are not needed any more. */
interface ImportPiecesTable {
  file_id: ImportId;
  first_number: number;
  last_number: number;
  rows_json: string;
}

/** What became of a row. */
interface ImportRowsTable {
  import_id: ImportId;
  /** As in the file: the first row after the names of the columns is 2. */
  number: number;
  outcome: string;
  /** Public id of what it made, or of what was there. */
  subject_id: string | null;
  error_json: string | null;
}

/** What the rows of a dry run would have made, by the names that later rows could repeat. */
interface ImportKeysTable {
  import_id: ImportId;
  key: string;
  number: number;
}

interface EventsTable {
  seq: Generated<number>;
  id: EventId;
  type: string;
  version: number;
  program_id: ProgramId;
  partner_id: PartnerId | null;
  entity_id: string;
  /** The canonical envelope as the exact text that is signed and sent; null once retention took it. */
  body: string | null;
  is_test: Flag;
  /** History that was brought in: recorded without deliveries. */
  is_imported: Generated<Flag>;
  actor: string;
  request_id: string;
  occurred_at: Instant;
  /** Why the body is gone: its retention ended, or a person expunged it; null while it is there. */
  purge_reason: string | null;
}

/** The exact text in the other formats that were in use when the event was recorded. */
interface EventBodiesTable {
  seq: Generated<number>;
  event_id: EventId;
  format: string;
  body: string;
}

interface WebhookEndpointsTable {
  seq: Generated<number>;
  id: EndpointId;
  program_id: ProgramId | null;
  partner_id: PartnerId | null;
  name: string;
  url: string;
  description: string | null;
  event_types_json: string;
  format: string;
  signature: string;
  retry_policy: string;
  headers_json: string;
  settings_json: string;
  rate_limit: number | null;
  fifo: Flag;
  state: string;
  /** Sealed with the instance key; never leaves the database in the clear. */
  secret_sealed: string;
  previous_secret_sealed: string | null;
  previous_secret_expires_at: Instant | null;
  /** When headers with room for one signature went over to the new secret; null while they use the previous one. */
  cut_over_at: Instant | null;
  /** The secret that signed what last got a 2xx: current, previous, or both. */
  last_verified_key: string | null;
  /** First 2xx at the present URL; null while unverified. */
  verified_at: Instant | null;
  first_failed_at: Instant | null;
  last_failed_at: Instant | null;
  last_succeeded_at: Instant | null;
  /** Until when the receiver asked to be left alone. */
  gated_until: Instant | null;
  disabled_reason: string | null;
  disabled_at: Instant | null;
  /** The event sequence from which the endpoint is behind while it is not active. */
  behind_from_seq: number | null;
  /** A person decided to send what was held: its held deliveries up to this sequence are being released. */
  release_until_seq: number | null;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  archived_at: Instant | null;
}

interface DeliveriesTable {
  seq: Generated<number>;
  id: DeliveryId;
  event_id: EventId;
  event_type: string;
  endpoint_id: EndpointId;
  format: string;
  origin: string;
  state: string;
  attempt_count: number;
  /** Retries used up; answers that ask to wait and faults of our own do not count. */
  retry_count: number;
  /** When it last became pending by a commit or a person; the longest wait for a receiver counts from here. */
  pending_since: Instant;
  /** The recovery that last made it due, or made it at all. */
  recovery_id: RecoveryId | null;
  next_attempt_at: Instant | null;
  /** Grows with each claim, so that a result of an older claim is refused. */
  claim: number;
  /** The process that claimed it; another process reclaims it at once after a crash. */
  claimed_by: string | null;
  last_status: number | null;
  last_error: string | null;
  created_at: Instant;
  finished_at: Instant | null;
  /** When a person last asked for it again: its age counts from here, else from the commit. */
  retried_at: Instant | null;
}

interface AttemptsTable {
  seq: Generated<number>;
  id: Id<'att'>;
  delivery_id: DeliveryId;
  endpoint_id: EndpointId;
  number: number;
  url: string;
  request_headers_json: string;
  started_at: Instant;
  duration_ms: number;
  status: number | null;
  error: string | null;
  response_excerpt: string | null;
}

/** Who was subscribed to an event, where that are too many for the unit that records it. */
interface SubscriberSetsTable {
  /** A digest of the content: the same subscribers are stored once. */
  id: string;
  subscribers_json: string;
}

/** An event whose deliveries are still to be made, to the subscribers as they were in its commit. */
interface FanOutsTable {
  seq: Generated<number>;
  event_id: EventId;
  event_type: string;
  subscriber_set_id: string;
  /** How many of the set have their delivery. */
  done_count: number;
  created_at: Instant;
}

/** What was needed still when its retention ended; looked at again from time to time. */
interface RetentionWaitsTable {
  sweep: string;
  /** Of the event, or of the attempt. */
  seq: number;
}

/** Sends everything failed or missed since a moment once more. */
interface RecoveriesTable {
  seq: Generated<number>;
  id: RecoveryId;
  endpoint_id: EndpointId;
  since: Instant;
  include: string;
  state: string;
  /** It covers what there was when it was asked for. */
  until_delivery_seq: number;
  until_event_seq: number;
  delivery_cursor: number;
  event_cursor: number;
  per_second: number;
  /** Deliveries a second at present: it feels its way up to `per_second` as long as the receiver keeps up. */
  pace: number;
  /** Up to when deliveries have been made due. */
  paced_until: Instant;
  resent_count: number;
  created_count: number;
  skipped_count: number;
  /** Deliveries of it that a person or a later recovery has made due since. */
  taken_over_count: number;
  actor: string;
  request_id: string;
  created_at: Instant;
  updated_at: Instant;
  finished_at: Instant | null;
}

/** What is counted of attempts; those of tests and faults of our own are not. */
interface AttemptCounts extends Record<HistogramColumn, number> {
  succeeded: number;
  failed: number;
  /** Answers that took longer than 5 seconds. */
  slow: number;
  duration_ms_sum: number;
  duration_ms_max: number;
}

/** Counts of durations, one for each step of the scale. */
export type HistogramColumn = `bucket_${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13}`;

/** How an endpoint answered in one minute. */
interface WebhookMinutesTable extends AttemptCounts {
  endpoint_id: EndpointId;
  /** Minutes since 1970. */
  minute: number;
}

/** Sums of minutes: an hour of an endpoint, or a quarter of an hour of a program or of everything. */
interface WebhookSpansTable extends AttemptCounts {
  /** The id of an endpoint or program, or `all`. */
  subject: string;
  length_minutes: number;
  /** Minutes since 1970. */
  start_minute: number;
}

/** Up to which attempt the endpoints of a shard are counted in minutes and spans. */
interface WebhookMinuteMarksTable {
  shard: number;
  attempt_seq: number;
}

/** Something that a person should know of, open until it is over. */
interface AlertsTable {
  seq: Generated<number>;
  id: AlertId;
  cause: string;
  /** What it is about: the id of an endpoint, or `instance`. One open alert per subject and cause. */
  subject: string;
  program_id: ProgramId | null;
  stage: number;
  facts_json: string;
  opened_at: Instant;
  updated_at: Instant;
  resolved_at: Instant | null;
}

/** A message about an alert on its way to people. */
interface NotificationsTable {
  seq: Generated<number>;
  alert_id: AlertId;
  channel: string;
  kind: string;
  payload_json: string;
  state: string;
  attempt_count: number;
  next_attempt_at: Instant | null;
  last_error: string | null;
  created_at: Instant;
  finished_at: Instant | null;
}

/** A private address that records what arrives and answers as told. */
interface InspectorsTable {
  seq: Generated<number>;
  id: InspectorId;
  /** The last part of its address. */
  token: string;
  name: string;
  program_id: ProgramId | null;
  /** Null for that of the endpoint. */
  format: string | null;
  /** Verifies with the secrets of this endpoint; null when it has a secret of its own, or none. */
  endpoint_id: EndpointId | null;
  secret_sealed: string | null;
  answer_json: string;
  /** How many requests the present answer has been given to: which of several answers comes next. */
  next_turn: number;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
}

interface InspectorRequestsTable {
  seq: Generated<number>;
  /** The request id that its sender was answered. */
  id: Id<'req'>;
  inspector_id: InspectorId;
  method: string;
  /** Path and query after the token. */
  path: string;
  event_id: string | null;
  /** Null when it was to get no answer. */
  answered_status: number | null;
  received_at: Instant;
  /** All that came; `body` holds the beginning. */
  body_bytes: number;
  verification_json: string;
  headers_json: string;
  /** `utf8`, or `base64` for what is no text. */
  body_encoding: string;
  body: string;
}

interface ApiKeysTable {
  seq: Generated<number>;
  id: ApiKeyId;
  name: string;
  /** SHA-256 of the key; the key itself is shown once and kept nowhere. */
  key_hash: string;
  /** The first characters, so that people recognise which key it is. */
  hint: string;
  scopes_json: string;
  program_id: ProgramId | null;
  created_at: Instant;
  last_used_at: Instant | null;
  revoked_at: Instant | null;
}

interface AdminsTable {
  seq: Generated<number>;
  id: Id<'adm'>;
  email: string;
  name: string;
  password_hash: string;
  role: string;
  /** The secret of their authenticator app; null while they use none. */
  totp_sealed: string | null;
  /** The 30 seconds of the last code that was taken: none is taken twice. */
  totp_last_step: number | null;
  /** Some minutes behind at most. */
  last_seen_at: Instant | null;
  row_version: number;
  created_at: Instant;
  updated_at: Instant;
  /** Whoever acted keeps a name; a removed admin cannot do anything, and their email is free. */
  removed_at: Instant | null;
}

/** A sign-in. The token itself is in its cookie and nowhere else. */
interface SessionsTable {
  /** SHA-256 of the token. */
  token_hash: string;
  admin_id: Id<'adm'>;
  /** What the browser said it is, in words: `Firefox on Linux`. */
  device: string;
  created_at: Instant;
  last_seen_at: Instant;
}

/** For who has lost their authenticator app. The codes themselves were shown once. */
interface RecoveryCodesTable {
  /** SHA-256 of the code. */
  code_hash: string;
  admin_id: Id<'adm'>;
  used_at: Instant | null;
}

interface PasskeysTable {
  seq: Generated<number>;
  id: Id<'psk'>;
  admin_id: Id<'adm'>;
  /** As the authenticator names it, in base64url. */
  credential_id: string;
  /** COSE, in base64url. */
  public_key: string;
  /** Of its uses, as the authenticator counts; one that counts stays above this. */
  counter: number;
  transports_json: string;
  name: string;
  created_at: Instant;
  last_used_at: Instant | null;
}

interface InvitationsTable {
  seq: Generated<number>;
  id: Id<'inv'>;
  email: string;
  name: string;
  role: string;
  /** SHA-256 of the token that the link holds. */
  token_hash: string;
  created_at: Instant;
  expires_at: Instant;
  accepted_at: Instant | null;
  revoked_at: Instant | null;
}

/** What somebody did. Entries are never changed or removed. */
interface AuditEntriesTable {
  seq: Generated<number>;
  id: Id<'aud'>;
  at: Instant;
  /** `admin:adm_...`, `api_key:key_...` */
  actor: string;
  action: string;
  subject_id: string;
  program_id: ProgramId | null;
  request_id: string;
  /** What was different before: neither secrets nor what names a person. */
  before_json: string | null;
  after_json: string | null;
  previous_hash: string;
  /** SHA-256 over the entry and `previous_hash`. */
  hash: string;
}
