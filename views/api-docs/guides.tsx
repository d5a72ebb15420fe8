import type { View } from '../../src/jsx/markup.ts';
import type { Api } from './api.ts';
import { Authentication } from './guides/authentication.tsx';
import { Conditions } from './guides/conditions.tsx';
import { Errors } from './guides/errors.tsx';
import { FirstSale } from './guides/first-sale.tsx';
import { Idempotency } from './guides/idempotency.tsx';
import { Limits } from './guides/limits.tsx';
import { MoneyAndTimes } from './guides/money-and-times.tsx';
import { OperatingWebhooks } from './guides/operating-webhooks.tsx';
import { Pages } from './guides/pages.tsx';
import { ReceivingWebhooks } from './guides/receiving-webhooks.tsx';
import { Verifying } from './guides/verifying.tsx';

export interface Guide {
  /** Its anchor. */
  readonly id: string;
  readonly title: string;
  readonly Text: (props: { api: Api }) => View;
}

/** What holds for every operation, in the order in which somebody who integrates needs it. */
export const guides: readonly Guide[] = [
  { id: 'first-sale', title: 'From a click to a commission', Text: FirstSale },
  { id: 'authentication', title: 'Authentication and scopes', Text: Authentication },
  { id: 'idempotency', title: 'Idempotency', Text: Idempotency },
  { id: 'errors', title: 'Errors', Text: Errors },
  { id: 'pages', title: 'Pages and cursors', Text: Pages },
  { id: 'conditions', title: 'Changes with If-Match', Text: Conditions },
  { id: 'money-and-times', title: 'Money and times', Text: MoneyAndTimes },
  { id: 'limits', title: 'Limits', Text: Limits },
  { id: 'receiving-webhooks', title: 'Receiving webhooks', Text: ReceivingWebhooks },
  { id: 'verifying', title: 'Verifying signatures', Text: Verifying },
  { id: 'operating-webhooks', title: 'Trying and operating webhooks', Text: OperatingWebhooks },
];
