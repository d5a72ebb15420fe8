import type { App } from './app.ts';
import { createClientAddress } from './http/client-address.ts';
import { type EntryPage, serveEntry } from './http/pages/entry-page.ts';
import type { PageContext } from './http/pages/page-context.ts';
import { invitationPages } from './sessions/invitation.entry.ts';
import { loginPages } from './sessions/login.entry.ts';
import { passkeyLoginPages } from './sessions/passkey-login.entry.ts';
import { secondStepPages } from './sessions/second-step.entry.ts';
import { setupPages } from './sessions/setup.entry.ts';

/** A page where people come in or go out, ready to be mounted. */
export interface MountedEntry extends Pick<EntryPage, 'method' | 'path'> {
  /** @param peer the other end of the socket */
  serve(request: Request, params: Readonly<Record<string, string>>, peer: string): Promise<Response>;
}

/** Every page outside of the administration where people come in or go out, one line a room. */
export const peoplePages = (app: App, context: PageContext): MountedEntry[] => {
  const tools = { app, flashes: context.flashes };
  const entries: readonly EntryPage[] = [
    ...loginPages(tools),
    ...secondStepPages(tools),
    ...passkeyLoginPages(tools),
    ...setupPages(tools),
    ...invitationPages(tools),
  ];
  const clientAddress = createClientAddress(app.config.trustedProxies);
  return entries.map((entry) => ({
    method: entry.method,
    path: entry.path,
    serve: (request, params, peer) => {
      const address = clientAddress(peer, request.headers.get('x-forwarded-for'));
      return serveEntry(context, entry, { request, params, address });
    },
  }));
};
