import { adminCreateCommand } from './admin-create.ts';
import { adminResetCommand } from './admin-reset.ts';
import { apiKeyCreateCommand } from './api-key-create.ts';
import type { Command } from './command.ts';
import { configPrintCommand } from './config-print.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { healthcheckCommand } from './healthcheck.ts';
import { importCommand } from './import.ts';
import { migrateCommand } from './migrate.ts';
import { serveCommand } from './serve.ts';
import { versionCommand } from './version.ts';

/** Every verb of the command line, in the order in which help lists them. */
export const commands: readonly Command[] = [
  serveCommand,
  demoCommand,
  migrateCommand,
  doctorCommand,
  adminCreateCommand,
  adminResetCommand,
  apiKeyCreateCommand,
  importCommand,
  configPrintCommand,
  healthcheckCommand,
  versionCommand,
];
