import type { Origin } from '../../database/work.ts';
import type { View } from '../../jsx/markup.ts';
import type { Caller } from '../caller.ts';
import type { ownCookie } from '../cookies.ts';
import type { OwnApi } from '../own-api.ts';
import type { ServeContext } from '../serve-route.ts';
import type { Flashes } from './flashes.ts';
import type { Flash, FramedPage, PageRequest, Viewer } from './page-route.ts';

/** What the frame around every page shows. */
export interface FrameFacts extends Pick<PageRequest, 'viewer' | 'programs' | 'program' | 'url' | 'api'> {
  readonly page: FramedPage;
  readonly flash: Flash | undefined;
}

/** A refusal as people read it. */
export interface RefusalFacts {
  readonly status: number;
  /** Why, in full sentences; the usual reason of the status when left out. */
  readonly detail?: string | undefined;
  readonly requestId: string;
}

/** What serving pages needs from the application. */
export interface PageContext extends Pick<ServeContext, 'ids' | 'log' | 'requests' | 'securityHeaders'> {
  readonly baseUrl: string;
  readonly flashes: Flashes;
  /** Which program was looked at last. */
  readonly programCookie: ReturnType<typeof ownCookie>;
  /** Who is signed in, if anybody. */
  viewerOf(request: Request): Promise<Viewer | undefined>;
  openApi(caller: Caller, origin: Origin): OwnApi;
  frame(facts: FrameFacts): Promise<View> | View;
  /** A refusal to stand within the frame. */
  refusal(facts: RefusalFacts): { readonly title: string; readonly view: View };
  /** A refusal for whom no frame can be drawn. */
  bareRefusal(facts: RefusalFacts): View;
}
