import type { z } from 'zod';
import type { App } from '../../app.ts';
import { hashBody } from '../../conversions/body-hash.ts';
import { agreedKey } from '../../conversions/track-body.ts';
import { invalidField } from '../../core/errors.ts';
import type { PartnerId, ProgramId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { type Route, route } from '../../http/route.ts';
import { etagOf } from '../../http/row-version.ts';
import { getReferencedPartner } from '../../partners/reachable-partner.ts';
import { resolveProgram } from '../../programs/asked-program.ts';
import { NewEndpointBody } from './endpoint.body.ts';
import type { EndpointInput } from './endpoint.service.ts';
import { CreatedEndpointView, toEndpointView } from './endpoint.view.ts';
import { createEndpointOnce } from './endpoint-creation.service.ts';
import { assertReachableUrl, toolsOf } from './reachable-endpoint.ts';

type CreationApp = Pick<App, 'transact' | 'secrets' | 'drainer' | 'outboundPolicy'>;

export const createEndpointRoute = (app: CreationApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Makes a webhook endpoint',
    description:
      'The signing secret is in this answer and never shown again. Left out, `program_id` is the program of the key; a key of all programs makes an endpoint for all. With an `Idempotency-Key` header it is made once: the same request again is answered with it for ten minutes, as long as nothing changed it.',
    body: NewEndpointBody,
    answers: {
      201: { description: 'The endpoint with its secret.', schema: CreatedEndpointView },
      200: {
        description: 'Made just before by the same key, with `Idempotent-Replayed: true`.',
        schema: CreatedEndpointView,
      },
    },
    handle: async ({ request, caller, origin, body }) => {
      assertReachableUrl(app.outboundPolicy, body.url);
      const key = agreedKey(undefined, request.headers.get('idempotency-key'));
      const tools = { ...toolsOf(app), secrets: app.secrets };
      const { endpoint, secret, replayed } = await app.transact(origin, async (work) => {
        const scope = await endpointScope(work.tx, caller, body.program_id, body.partner_id);
        const input = { ...toSettings(body), ...scope };
        return createEndpointOnce(work, tools, input, { key, bodyHash: hashBody(body) });
      });
      const headers = { ...etagOf(endpoint.rowVersion), ...(replayed && { 'idempotent-replayed': 'true' }) };
      return { status: replayed ? 200 : 201, body: { ...toEndpointView(endpoint), secret }, headers };
    },
  });

const toSettings = (
  body: z.output<typeof NewEndpointBody>,
): Omit<EndpointInput, 'programId' | 'partnerId'> => ({
  name: body.name,
  url: body.url,
  description: body.description ?? null,
  eventTypes: body.event_types,
  format: body.format ?? 'tributary',
  retryPolicy: body.retry_policy ?? 'track360',
  headers: body.headers ?? {},
  rateLimit: body.rate_limit ?? null,
  fifo: body.fifo ?? false,
  options: body.settings ?? {},
});

interface EndpointScope {
  readonly programId: ProgramId | null;
  readonly partnerId: PartnerId | null;
}

/**
 * Whose events a new endpoint gets: of the program named, of the key's, else of all; of one partner if named.
 * @throws DomainError `invalid_request` naming the field that names something out of reach
 */
const endpointScope = async (
  db: Db,
  reach: Reach,
  programId: ProgramId | undefined,
  partnerId: PartnerId | undefined,
): Promise<EndpointScope> => {
  const asked = programId ?? reach.programId ?? undefined;
  const program = asked && (await resolveProgram(db, reach, asked));
  if (partnerId === undefined) return { programId: program?.id ?? null, partnerId: null };
  const partner = await getReferencedPartner(db, reach, partnerId);
  if (program && program.id !== partner.programId) {
    throw invalidField('partner_id', 'names no partner of this program');
  }
  return { programId: partner.programId, partnerId };
};
