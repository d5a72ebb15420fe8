import { apiKeyRoutes } from './api-keys/api-key.api.ts';
import type { App } from './app.ts';
import { commissionRoutes } from './commissions/commission.api.ts';
import { conversionRoutes } from './conversions/conversion.api.ts';
import { trackRoutes } from './conversions/track.api.ts';
import { trackBatchRoutes } from './conversions/track-batch.api.ts';
import { customerRoutes } from './customers/customer.api.ts';
import type { Route } from './http/route.ts';
import { balanceRoutes } from './ledger/balance.api.ts';
import { programRoutes } from './programs/program.api.ts';
import { referralRoutes } from './referrals/referral.api.ts';
import { ruleRoutes } from './rules/rule.api.ts';

/** Every JSON route there is, one line a room: the server mounts them, the OpenAPI document describes them. */
export const apiRoutes = (app: App): Route[] => [
  ...programRoutes(app),
  ...ruleRoutes(app),
  ...customerRoutes(app),
  ...referralRoutes(app),
  ...apiKeyRoutes(app),
  ...trackRoutes(app),
  ...trackBatchRoutes(app),
  ...conversionRoutes(app),
  ...commissionRoutes(app),
  ...balanceRoutes(app),
];
