import { z } from 'zod';
import { wholeList } from '../../core/page.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { pageOf } from '../../http/views.ts';
import { type PolicyDescription, policyDescriptions } from './policy-description.ts';
import { retryPolicyNames } from './retry-policies.ts';
import { StatusRule } from './retry-rules.ts';

const RetryPolicyView = z
  .strictObject({
    name: z.enum(retryPolicyNames),
    summary: z.string().meta({ description: 'One sentence: when a failed delivery is tried again.' }),
    sentences: z.array(z.string()).meta({ description: 'What follows from which answer.' }),
    rules: z
      .strictObject({
        delays_seconds: z
          .array(z.int())
          .meta({ description: 'From each failure to the retry it leads to, before up to 10 % are added.' }),
        repeats_last_delay: z.boolean().meta({ description: 'Whether it goes on until delivered.' }),
        timeout_seconds: z.int(),
        final_statuses: z.array(StatusRule),
        retry_after_statuses: z.array(StatusRule),
        disable_on_410: z.boolean(),
      })
      .nullable()
      .meta({ description: 'Null for `custom`, whose rules stand in `settings.retry` of the endpoint.' }),
  })
  .meta({ id: 'RetryPolicy' });

export const retryPolicyRoutes = (): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/webhooks/retry-policies',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Lists the retry policies an endpoint can have, with what each does',
    query: z.strictObject({}),
    answers: { 200: { description: 'All retry policies.', schema: pageOf(RetryPolicyView) } },
    handle: () => ok(wholeList(policyDescriptions.map(toView))),
  }),
];

const toView = ({
  name,
  summary,
  sentences,
  rules,
}: PolicyDescription): z.output<typeof RetryPolicyView> => ({
  name,
  summary,
  sentences: [...sentences],
  rules: rules
    ? {
        delays_seconds: [...rules.delaysSeconds],
        repeats_last_delay: rules.persists,
        timeout_seconds: rules.timeoutSeconds,
        final_statuses: [...rules.finalStatuses],
        retry_after_statuses: [...rules.retryAfterStatuses],
        disable_on_410: rules.disablesWhenGone,
      }
    : null,
});
