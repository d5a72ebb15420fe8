import type { Migration } from 'kysely/migration';
import * as settingsAndAccess from './0001_settings_and_access.ts';
import * as programsAndPartners from './0002_programs_and_partners.ts';
import * as tracking from './0003_tracking.ts';
import * as money from './0004_money.ts';
import * as webhooks from './0005_webhooks.ts';
import * as webhookOperations from './0006_webhook_operations.ts';
import * as monitoring from './0007_monitoring.ts';
import * as inspectors from './0008_inspectors.ts';
import * as refundsTiersAndPayouts from './0009_refunds_tiers_and_payouts.ts';
import * as people from './0010_people.ts';
import * as audit from './0011_audit.ts';
import * as tierHistory from './0012_tier_history.ts';
import * as reports from './0015_reports.ts';

/** In the order they are applied. A static map, because a compiled executable has no folder to read. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_settings_and_access': settingsAndAccess,
  '0002_programs_and_partners': programsAndPartners,
  '0003_tracking': tracking,
  '0004_money': money,
  '0005_webhooks': webhooks,
  '0006_webhook_operations': webhookOperations,
  '0007_monitoring': monitoring,
  '0008_inspectors': inspectors,
  '0009_refunds_tiers_and_payouts': refundsTiersAndPayouts,
  '0010_people': people,
  '0011_audit': audit,
  '0012_tier_history': tierHistory,
  '0015_reports': reports,
};
