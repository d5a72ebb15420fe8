import { SetupOverPage, SetupPage, setupForm } from '../../views/people/setup.tsx';
import { createFirstAdmin } from '../admins/admin.service.ts';
import { hasAdmin } from '../admins/admin.store.ts';
import { readNewPassword } from '../admins/new-password.ts';
import { notFound } from '../core/errors.ts';
import type { Origin } from '../database/work.ts';
import { writtenValues } from '../http/forms/fill-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { type FormRefusal, refusalOf } from '../http/pages/attempt.ts';
import type { EntryPage, EntryRequest } from '../http/pages/entry-page.ts';
import { page } from '../http/render.ts';
import { instanceKeyPathIn } from '../settings/data-folder.ts';
import { removeSetupCodeFile } from '../settings/setup-code-file.ts';
import { admitIn, type EntryApp, type EntryTools, letThrough } from './admission.entry.ts';
import { startPage } from './next-page.ts';

/** The first admin. Once there is one, these pages do not exist. */
export const setupPages = (tools: EntryTools): EntryPage[] => [
  { method: 'GET', path: '/setup', handle: (asked) => showSetup(tools.app, asked) },
  { method: 'POST', path: '/setup', handle: (asked) => setUp(tools, asked) },
];

const showSetup = async (app: EntryApp, { query }: EntryRequest): Promise<Response> => {
  if (await hasAdmin(app.read)) throw notFound('address');
  if (!app.gate.setupCode.isOpen()) return page(SetupOverPage(), { status: 404 });
  return page(SetupPage({ values: { code: query.code ?? '' } }));
};

const setUp = async (tools: EntryTools, asked: EntryRequest): Promise<Response> => {
  const { app } = tools;
  const { setupCode } = app.gate;
  if (await hasAdmin(app.read)) throw notFound('address');
  const isRight = setupCode.isRight(written(asked.form, 'code'));
  if (!setupCode.isOpen()) return page(SetupOverPage(), { status: 404 });
  if (!isRight) {
    const errors = [{ path: 'code', message: 'is not the one in the log of the server' }];
    // Without the code there is nothing here.
    return comeBack(asked, { detail: '', errors, status: 404 });
  }
  try {
    const token = await makeOwner(app, asked);
    setupCode.close();
    removeSetupCodeFile(app.config.dataDir);
    return letThrough(tools, token, startPage, { says: keySentence(app) });
  } catch (failure) {
    const refusal = refusalOf(failure);
    if (!refusal) throw failure;
    return comeBack(asked, refusal);
  }
};

const makeOwner = async (app: EntryApp, asked: EntryRequest): Promise<string> => {
  const { form, requestId } = asked;
  const passwordHash = await app.gate.passwords.hash(readNewPassword(form));
  const input = { email: written(form, 'email'), name: written(form, 'name'), passwordHash };
  const deed = { action: 'admin.created', subjectId: '', asked: null, isStored: false };
  const origin: Origin = { actor: { kind: 'system', id: 'setup' }, requestId, deed };
  const token = await app.transact(origin, async (work) => {
    const admin = await createFirstAdmin(work, input);
    return admin && admitIn(work, { app, asked }, admin.id);
  });
  // Somebody else was quicker.
  if (token === undefined) throw notFound('address');
  return token;
};

/** Said once; where it is, never what it is. */
const keySentence = ({ config }: EntryApp): string =>
  config.secret === undefined
    ? `You are the owner. Save the file ${instanceKeyPathIn(config.dataDir)} away from this machine: without it no backup can be read.`
    : 'You are the owner. Keep the instance key of the configuration safe: without it no backup can be read.';

const comeBack = ({ form }: EntryRequest, refusal: FormRefusal): Promise<Response> =>
  page(SetupPage({ values: writtenValues(setupForm, form), refusal }), { status: refusal.status });
