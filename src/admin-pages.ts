import { apiKeyPages } from './api-keys/api-key.admin.ts';
import type { App } from './app.ts';
import { auditLogPages } from './audit/audit-log.admin.ts';
import { conversionPages } from './conversions/conversion.admin.ts';
import { exchangeRatePages } from './exchange-rates/exchange-rate.admin.ts';
import type { PageRoute } from './http/pages/page-route.ts';
import { inspectorPages } from './inspector/inspector.admin.ts';
import { balancePages } from './ledger/balance.admin.ts';
import { statementPages } from './ledger/statement.admin.ts';
import { onboardingPages } from './onboarding/onboarding.admin.ts';
import { partnerPages } from './partners/partner.admin.ts';
import { payoutPages } from './payouts/payout.admin.ts';
import { payoutBatchPages } from './payouts/payout-batch.admin.ts';
import { payoutMovePages } from './payouts/payout-move.admin.ts';
import { payoutPlanPages } from './payouts/payout-plan.admin.ts';
import { programPages } from './programs/program.admin.ts';
import { overviewPages } from './reports/overview.admin.ts';
import { webhookPages } from './webhooks/webhook.admin.ts';

/** Every page of the administration, one line a room: the server mounts them, the tests walk them. */
export const adminPages = (app: App): PageRoute[] => [
  ...overviewPages(app),
  ...onboardingPages(),
  ...programPages(),
  ...conversionPages(),
  ...partnerPages(),
  ...webhookPages(),
  ...inspectorPages(),
  ...apiKeyPages(app),
  ...balancePages(),
  ...statementPages(app),
  ...payoutPlanPages(app),
  ...payoutBatchPages(app),
  ...payoutPages(),
  ...payoutMovePages(app),
  ...exchangeRatePages(app),
  ...auditLogPages(),
];
