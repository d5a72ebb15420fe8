import type { App } from './app.ts';
import { auditLogPages } from './audit/audit-log.admin.ts';
import type { PageRoute } from './http/pages/page-route.ts';
import { balancePages } from './ledger/balance.admin.ts';
import { statementPages } from './ledger/statement.admin.ts';
import { programPages } from './programs/program.admin.ts';
import { webhookPages } from './webhooks/webhook.admin.ts';

/** Every page of the administration, one line a room: the server mounts them, the tests walk them. */
export const adminPages = (app: App): PageRoute[] => [
  ...programPages(),
  ...webhookPages(),
  ...balancePages(),
  ...statementPages(app),
  ...auditLogPages(),
];
