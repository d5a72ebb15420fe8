import { z } from 'zod';
import type { App } from '../app.ts';
import { isId } from '../core/ids.ts';
import { code, country, email, id, text } from '../http/fields.ts';
import { created, noContent, ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import { deletePartner } from '../workflows/programs/delete-partner.ts';
import { joinGroup } from '../workflows/tiers/join-group.ts';
import { changePartner, createPartner } from './partner.service.ts';
import { type Partner, partnerSources } from './partner.ts';
import { PartnerView, toPartnerView } from './partner.view.ts';
import { partnerListRoutes } from './partner-list.api.ts';
import { getPartner } from './reachable-partner.ts';

type PartnerApp = Pick<App, 'read' | 'transact' | 'links'>;

/** A code in the form of an id would never be found: tracking requests take both in one field. */
const partnerCode = code.refine((value) => !isId('prt', value), 'must not have the form of an id');

const profile = {
  email,
  name: text(200),
  country: country.nullable(),
  code: partnerCode,
  group_id: id('grp').nullable(),
  source: z.enum(partnerSources),
  email_confirmed: z.boolean(),
  onboarding_completed: z.boolean(),
};

const NewPartnerBody = z
  .strictObject({
    ...z.strictObject(profile).partial().shape,
    program_id: id('prg').optional(),
    email,
    name: profile.name,
    state: z.enum(['approved', 'pending', 'invited']).default('approved'),
  })
  .meta({ id: 'NewPartner' });

const PartnerChangeBody = z.strictObject(profile).partial().meta({ id: 'PartnerChange' });

const byId = z.strictObject({ id: id('prt') });
const onePartner = { description: 'The partner.', schema: PartnerView };

export const partnerRoutes = (app: PartnerApp): Route[] => [
  ...partnerListRoutes(app),
  create(app),
  read(app),
  change(app),
  remove(app),
];

const create = (app: PartnerApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/partners',
    scope: 'write',
    tag: 'Partners',
    summary: 'Adds a partner to a program',
    description:
      'Approved at once unless `state` says otherwise. Left out, `program_id` is the program of the key or the ' +
      'only one there is, and `code` is made up.',
    body: NewPartnerBody,
    answers: { 201: onePartner },
    handle: async ({ caller, origin, body }) => {
      const partner = await app.transact(origin, async (work) => {
        const program = await resolveProgram(work.tx, caller, body.program_id);
        const made = await createPartner(work, program.id, {
          email: body.email,
          name: body.name,
          country: body.country ?? null,
          code: body.code,
          groupId: body.group_id ?? null,
          source: body.source ?? (body.state === 'invited' ? 'invite' : 'direct'),
          state: body.state,
          emailConfirmed: body.email_confirmed ?? false,
          onboardingCompleted: body.onboarding_completed ?? false,
        });
        return made.groupId === null ? made : await joinGroup(work, made);
      });
      return { ...created(toPartnerView(partner)), headers: etagOf(partner.rowVersion) };
    },
  });

const read = (app: PartnerApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/partners/:id',
    scope: 'read',
    tag: 'Partners',
    summary: 'Reads a partner',
    params: byId,
    answers: { 200: onePartner },
    handle: async ({ caller, params }) => answer(await getPartner(app.read, caller, params.id)),
  });

const change = (app: PartnerApp): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/partners/:id',
    scope: 'write',
    tag: 'Partners',
    summary: "Changes a partner's profile",
    description:
      'A field that is left out stays. A new `email` counts as not confirmed unless `email_confirmed` is sent too. ' +
      'The state is changed by the moves (`/approval`, `/suspension`, ...), never here.',
    params: byId,
    body: PartnerChangeBody,
    answers: { 200: onePartner },
    handle: async ({ request, caller, origin, params, body }) => {
      const changed = await app.transact(origin, async (work) => {
        const partner = await getPartner(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), partner.rowVersion, 'partner');
        const after = await changePartner(work, partner, {
          email: body.email,
          name: body.name,
          country: body.country,
          code: body.code,
          groupId: body.group_id,
          source: body.source,
          emailConfirmed: body.email_confirmed,
          onboardingCompleted: body.onboarding_completed,
        });
        return after.groupId === partner.groupId ? after : await joinGroup(work, after);
      });
      return answer(changed);
    },
  });

const remove = (app: PartnerApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/partners/:id',
    scope: 'write',
    tag: 'Partners',
    summary: 'Anonymises a terminated partner',
    description:
      'Takes a terminated partner without unpaid balance. Email address, name and country are gone for good; ' +
      'commissions and payouts stay, under the id.',
    params: byId,
    answers: { 204: { description: 'Done.' } },
    handle: async ({ request, caller, origin, params }) => {
      await app.transact(origin, (work) => deletePartner(work, caller, params.id, readIfMatch(request)));
      return noContent;
    },
  });

const answer = (partner: Partner) => ok(toPartnerView(partner), etagOf(partner.rowVersion));
