import type { App } from './app.ts';
import type { PageRoute } from './http/pages/page-route.ts';
import { programPages } from './programs/program.admin.ts';

/** Every page of the administration, one line a room: the server mounts them, the tests walk them. */
export const adminPages = (_app: App): PageRoute[] => [...programPages()];
