import { teamPages } from './admins/admin.admin.ts';
import { alertPages } from './alerts/alert.admin.ts';
import { apiKeyPages } from './api-keys/api-key.admin.ts';
import type { App } from './app.ts';
import { auditLogPages } from './audit/audit-log.admin.ts';
import { clickPages } from './clicks/click.admin.ts';
import { commissionPages } from './commissions/commission.admin.ts';
import { conversionPages } from './conversions/conversion.admin.ts';
import { customerPages } from './customers/customer.admin.ts';
import { exchangeRatePages } from './exchange-rates/exchange-rate.admin.ts';
import { groupPages } from './groups/group.admin.ts';
import type { PageRoute } from './http/pages/page-route.ts';
import { importPages } from './imports/import.admin.ts';
import { newImportPages } from './imports/new-import.admin.ts';
import { inspectorPages } from './inspector/inspector.admin.ts';
import { healthPages } from './instance/health.admin.ts';
import { balancePages } from './ledger/balance.admin.ts';
import { statementPages } from './ledger/statement.admin.ts';
import { linkPages } from './links/link.admin.ts';
import { onboardingPages } from './onboarding/onboarding.admin.ts';
import { partnerPages } from './partners/partner.admin.ts';
import { payoutPages } from './payouts/payout.admin.ts';
import { payoutBatchPages } from './payouts/payout-batch.admin.ts';
import { payoutMovePages } from './payouts/payout-move.admin.ts';
import { payoutPlanPages } from './payouts/payout-plan.admin.ts';
import { programPages } from './programs/program.admin.ts';
import { promoCodePages } from './promo-codes/promo-code.admin.ts';
import { overviewPages } from './reports/overview.admin.ts';
import { rulePages } from './rules/rule.admin.ts';
import { sampleDataPages } from './sample-data/sample-data.admin.ts';
import { searchPages } from './search/search.admin.ts';
import { accountPages } from './sessions/account.admin.ts';
import { passkeyPages } from './sessions/passkeys.admin.ts';
import { twoFactorPages } from './sessions/two-factor.admin.ts';
import { webhookPages } from './webhooks/webhook.admin.ts';

/** Every page of the administration, one line a room: the server mounts them, the tests walk them. */
export const adminPages = (app: App): PageRoute[] => [
  ...overviewPages(app),
  ...searchPages(),
  ...sampleDataPages(),
  ...onboardingPages(),
  ...programPages(app),
  ...conversionPages(),
  ...commissionPages(),
  ...rulePages(),
  ...partnerPages(),
  ...groupPages(),
  ...linkPages(),
  ...customerPages(),
  ...clickPages(),
  ...promoCodePages(app),
  ...webhookPages(),
  ...inspectorPages(),
  ...apiKeyPages(app),
  ...alertPages(),
  ...healthPages(),
  ...balancePages(),
  ...statementPages(app),
  ...payoutPlanPages(app),
  ...payoutBatchPages(app),
  ...payoutPages(),
  ...payoutMovePages(app),
  ...exchangeRatePages(app),
  ...newImportPages(),
  ...importPages(),
  ...auditLogPages(),
  ...teamPages(),
  ...accountPages(app),
  ...twoFactorPages(app),
  ...passkeyPages(app),
];
