import type { App } from '../app.ts';
import { DomainError, invalidField } from '../core/errors.ts';
import { isId, type LinkId, type PartnerId } from '../core/ids.ts';
import { addressGroup, createClientAddress } from '../http/client-address.ts';
import { readJsonBody } from '../http/json-body.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { toFailure } from '../http/serve-route.ts';
import { findLink } from '../links/link.store.ts';
import { findPartner, findPartnerByCode } from '../partners/partner.store.ts';
import { findProgramByPublishableKey } from '../programs/program.store.ts';
import type { Program } from '../programs/program.ts';
import { createAgentClassifier } from './agent.ts';
import type { PublicHandler } from './click.redirect.ts';
import type { SubIds } from './click.ts';
import type { Arrival, ClickRecorder } from './click-recorder.ts';
import { noSubIds, subIdsOf } from './sub-ids.ts';
import { readTrackClick, type TrackClickFields, trackClickWarnings } from './track-click-body.ts';

type TrackClickApp = Pick<App, 'clock' | 'config' | 'ids' | 'links' | 'log' | 'read'>;

const path = '/track/click';
const maxBodyBytes = 64 * 1024;

/** A person opens a page now and then; a script that makes up clicks is stopped. Per household, see addressGroup. */
const clicksAtOnce = 60;
const clicksPerSecond = 1;

/** Any page may call, and no credentials ever come along. */
const crossOrigin = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };
const preflight = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
};

/**
 * Answers `POST /track/click`, and the browser's `OPTIONS` before it: a click for a visitor who came to the
 * merchant's page directly. The key is public, so it can do nothing but this.
 */
export const createTrackClick = (app: TrackClickApp, recorder: ClickRecorder): PublicHandler => {
  const headers = { ...securityHeaders(app.config.baseUrl), ...crossOrigin };
  const clientAddress = createClientAddress(app.config.trustedProxies);
  const limit = createRateLimit({ clock: app.clock, burst: clicksAtOnce, perSecond: clicksPerSecond });
  const classify = createAgentClassifier();
  return async (request, peer) => {
    if (request.method === 'OPTIONS') {
      const named = { ...headers, ...preflight, 'x-request-id': app.ids.mint('req') };
      return new Response(null, { status: 204, headers: named });
    }
    const address = clientAddress(peer, request.headers.get('x-forwarded-for'));
    try {
      assertWithin(limit.take(addressGroup(address)));
      const body = objectOf(await readJsonBody(request, maxBodyBytes));
      const program = await programOf(app, body.key);
      const fields = readTrackClick(body);
      const target = await targetOf(app, program, fields);
      const userAgent = request.headers.get('user-agent');
      const visitor = { userAgent, address, agentClass: classify(userAgent) };
      const { click, requestId } = await recorder.record(toArrival(program, target, fields, visitor));
      const answer = {
        click_id: click?.isBot === false ? click.id : null,
        warnings: trackClickWarnings(body),
      };
      return Response.json(answer, {
        headers: { ...headers, 'cache-control': 'no-store', 'x-request-id': requestId },
      });
    } catch (failure) {
      return toFailure({ log: app.log, securityHeaders: headers }, failure, app.ids.mint('req'), path);
    }
  };
};

/** @throws DomainError `rate_limited` when there is something to wait for. */
const assertWithin = (waitSeconds: number): void => {
  if (waitSeconds > 0)
    throw new DomainError('rate_limited', 'Too many clicks from one address.', [], waitSeconds);
};

const objectOf = (body: unknown): Readonly<Record<string, unknown>> => {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw invalidField('', 'must be a JSON object');
};

/** @throws DomainError `unauthorized` for anything but the publishable key of a program in use. */
const programOf = async (app: TrackClickApp, key: unknown): Promise<Program> => {
  const program = typeof key === 'string' ? await findProgramByPublishableKey(app.read, key) : undefined;
  if (!program || program.archivedAt !== null) {
    throw new DomainError('unauthorized', "The key is not a program's publishable key.");
  }
  return program;
};

/** Whose click it is, and what is known beside what the page says. */
interface Target {
  readonly partnerId: PartnerId;
  readonly linkId: LinkId | null;
  readonly landingUrl: string;
  readonly subs: SubIds;
}

/** @throws DomainError `invalid_request` naming `partner` or `link`. */
const targetOf = async (app: TrackClickApp, program: Program, fields: TrackClickFields): Promise<Target> => {
  const { link, partner } = fields;
  if (link && partner) throw invalidField('link', 'and partner cannot both be given');
  if (link) return linkTarget(app, program, link);
  if (partner) return partnerTarget(app, program, partner);
  throw invalidField('partner', 'or link is required');
};

const linkTarget = async (app: TrackClickApp, program: Program, name: string): Promise<Target> => {
  const slug = isId('lnk', name) ? (await findLink(app.read, name))?.slug : name;
  const link = slug === undefined ? undefined : await app.links.find(slug);
  if (link?.programId !== program.id) throw invalidField('link', 'names no link of this program');
  return { partnerId: link.partnerId, linkId: link.linkId, landingUrl: link.destinationUrl, subs: link };
};

const partnerTarget = async (app: TrackClickApp, program: Program, name: string): Promise<Target> => {
  const partner = isId('prt', name)
    ? await findPartner(app.read, name)
    : await findPartnerByCode(app.read, program.id, name);
  if (partner?.programId !== program.id) throw invalidField('partner', 'names no partner of this program');
  return { partnerId: partner.id, linkId: null, landingUrl: '', subs: noSubIds };
};

const toArrival = (
  program: Program,
  target: Target,
  fields: TrackClickFields,
  visitor: Pick<Arrival, 'userAgent' | 'address' | 'agentClass'>,
): Arrival => ({
  programId: program.id,
  partnerId: target.partnerId,
  linkId: target.linkId,
  landingUrl: fields.url ?? target.landingUrl,
  referrer: fields.referrer?.slice(0, maxReferrer).toWellFormed() || null,
  ...subIdsOf((name) => fields[name], target.subs),
  ...visitor,
  previousClickId: fields.previous_click_id ?? null,
});

const maxReferrer = 2_048;
