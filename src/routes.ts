import { adminRoutes } from './admins/admin.api.ts';
import { invitationRoutes } from './admins/invitation.api.ts';
import { alertRoutes } from './alerts/alert.api.ts';
import { alertSettingsRoutes } from './alerts/alert-settings.api.ts';
import { apiKeyRoutes } from './api-keys/api-key.api.ts';
import type { App } from './app.ts';
import { auditLogRoutes } from './audit/audit-log.api.ts';
import { clickRoutes } from './clicks/click.api.ts';
import { commissionRoutes } from './commissions/commission.api.ts';
import { commissionApprovalRoutes } from './commissions/commission-approval.api.ts';
import { commissionAwardRoutes } from './commissions/commission-award.api.ts';
import { commissionMoveRoutes } from './commissions/commission-move.api.ts';
import { conversionRoutes } from './conversions/conversion.api.ts';
import { conversionAssignmentRoutes } from './conversions/conversion-assignment.api.ts';
import { conversionExplanationRoutes } from './conversions/conversion-explanation.api.ts';
import { conversionMoveRoutes } from './conversions/conversion-move.api.ts';
import { conversionPreviewRoutes } from './conversions/conversion-preview.api.ts';
import { conversionSimulationRoutes } from './conversions/conversion-simulation.api.ts';
import { trackRoutes } from './conversions/track.api.ts';
import { trackBatchRoutes } from './conversions/track-batch.api.ts';
import { customerRoutes } from './customers/customer.api.ts';
import { customerAssignmentRoutes } from './customers/customer-assignment.api.ts';
import { customerCancellationRoutes } from './customers/customer-cancellation.api.ts';
import { integrityRoutes } from './doctor/integrity.api.ts';
import { exchangeRateRoutes } from './exchange-rates/exchange-rate.api.ts';
import { groupRoutes } from './groups/group.api.ts';
import { tierRoutes } from './groups/tier.api.ts';
import { tierChangeRoutes } from './groups/tier-change.api.ts';
import type { Route } from './http/route.ts';
import { importRoutes } from './imports/import.api.ts';
import { inspectedRequestRoutes } from './inspector/inspected-request.api.ts';
import { inspectorRoutes } from './inspector/inspector.api.ts';
import { instanceRoutes } from './instance/instance.api.ts';
import { balanceRoutes } from './ledger/balance.api.ts';
import { ledgerEntryRoutes } from './ledger/ledger-entry.api.ts';
import { statementRoutes } from './ledger/statement.api.ts';
import { linkRoutes } from './links/link.api.ts';
import { onboardingRoutes } from './onboarding/onboarding.api.ts';
import { partnerRoutes } from './partners/partner.api.ts';
import { partnerDecisionRoutes } from './partners/partner-decision.api.ts';
import { partnerMoveRoutes } from './partners/partner-move.api.ts';
import { payoutRoutes } from './payouts/payout.api.ts';
import { payoutBatchRoutes } from './payouts/payout-batch.api.ts';
import { payoutBatchMoveRoutes } from './payouts/payout-batch-move.api.ts';
import { payoutExportRoutes } from './payouts/payout-export.api.ts';
import { payoutMoveRoutes } from './payouts/payout-move.api.ts';
import { payoutReadinessRoutes } from './payouts/payout-readiness.api.ts';
import { programRoutes } from './programs/program.api.ts';
import { promoCodeRoutes } from './promo-codes/promo-code.api.ts';
import { referralRoutes } from './referrals/referral.api.ts';
import { refundRoutes } from './refunds/refund.api.ts';
import { reportRoutes } from './reports/report.api.ts';
import { ruleRoutes } from './rules/rule.api.ts';
import { sampleDataRoutes } from './sample-data/sample-data.api.ts';
import { searchRoutes } from './search/search.api.ts';
import { deliveryRoutes } from './webhooks/deliveries/delivery.api.ts';
import { endpointRoutes } from './webhooks/endpoints/endpoint.api.ts';
import { endpointMoveRoutes } from './webhooks/endpoints/endpoint-move.api.ts';
import { endpointSecretRoutes } from './webhooks/endpoints/endpoint-secret.api.ts';
import { sourceAddressRoutes } from './webhooks/endpoints/source-addresses.api.ts';
import { eventRoutes } from './webhooks/events/event.api.ts';
import { eventTypeRoutes } from './webhooks/events/event-type.api.ts';
import { formatRoutes } from './webhooks/formats/format.api.ts';
import { statisticsRoutes } from './webhooks/monitoring/statistics.api.ts';
import { recoveryRoutes } from './webhooks/recovery/recovery.api.ts';
import { retryPolicyRoutes } from './webhooks/retries/retry-policy.api.ts';
import { testSendRoutes } from './webhooks/testing/test-send.api.ts';

/** Every JSON route there is, one line a room: the server mounts them, the OpenAPI document describes them. */
export const apiRoutes = (app: App): Route[] => [
  ...trackRoutes(app),
  ...trackBatchRoutes(app),
  ...programRoutes(app),
  ...ruleRoutes(app),
  ...partnerRoutes(app),
  ...partnerMoveRoutes(app),
  ...partnerDecisionRoutes(app),
  ...exchangeRateRoutes(app),
  ...groupRoutes(app),
  ...tierRoutes(app),
  ...tierChangeRoutes(app),
  ...linkRoutes(app),
  ...promoCodeRoutes(app),
  ...clickRoutes(app),
  ...customerRoutes(app),
  ...customerAssignmentRoutes(app),
  ...customerCancellationRoutes(app),
  ...referralRoutes(app),
  ...moneyRoutes(app),
  ...importRoutes(app),
  ...endpointRoutes(app),
  ...endpointMoveRoutes(app),
  ...recoveryRoutes(app),
  ...endpointSecretRoutes(app),
  ...testSendRoutes(app),
  ...retryPolicyRoutes(),
  ...eventTypeRoutes(),
  ...formatRoutes(),
  ...eventRoutes(app),
  ...deliveryRoutes(app),
  ...inspectorRoutes(app),
  ...inspectedRequestRoutes(app),
  ...sourceAddressRoutes(app),
  ...alertRoutes(app),
  ...alertSettingsRoutes(app),
  ...statisticsRoutes(app),
  ...integrityRoutes(app),
  ...instanceRoutes(app),
  ...apiKeyRoutes(app),
  ...adminRoutes(app),
  ...invitationRoutes(app),
  ...auditLogRoutes(app),
  ...reportRoutes(app),
  ...searchRoutes(app),
  ...sampleDataRoutes(app),
  ...onboardingRoutes(app),
];

/** From a sale to its payout. */
const moneyRoutes = (app: App): Route[] => [
  ...conversionRoutes(app),
  ...conversionMoveRoutes(app),
  ...conversionPreviewRoutes(app),
  ...conversionAssignmentRoutes(app),
  ...conversionExplanationRoutes(app),
  ...conversionSimulationRoutes(app),
  ...refundRoutes(app),
  ...commissionRoutes(app),
  ...commissionMoveRoutes(app),
  ...commissionAwardRoutes(app),
  ...commissionApprovalRoutes(app),
  ...balanceRoutes(app),
  ...ledgerEntryRoutes(app),
  ...statementRoutes(app),
  ...payoutRoutes(app),
  ...payoutMoveRoutes(app),
  ...payoutBatchRoutes(app),
  ...payoutBatchMoveRoutes(app),
  ...payoutExportRoutes(app),
  ...payoutReadinessRoutes(app),
];
