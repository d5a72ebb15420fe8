import { createRedirect, type PublicHandler } from '../../src/clicks/click.redirect.ts';
import type { Click } from '../../src/clicks/click.ts';
import { listClicks } from '../../src/clicks/click-list.store.ts';
import { createClickRecorder } from '../../src/clicks/click-recorder.ts';
import { createTrackClick } from '../../src/clicks/track-click.api.ts';
import type { Config } from '../../src/config.ts';
import { trackClicks } from '../../src/workflows/tracking/track-click.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';

export const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

export interface VisitOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The other end of the socket. */
  readonly address?: string;
}

export interface VisitTest extends TestApp {
  readonly program: AnswerBody;
  readonly partner: AnswerBody;
  /** Of the slug `jane`, leading to `https://shop.example.com/`. */
  readonly link: AnswerBody;
  /** Follows a link as a browser would. */
  visit(path: string, options?: VisitOptions): Promise<Response>;
  /** Posts to `/track/click` from a page. */
  post(body: unknown, options?: VisitOptions): Promise<Response>;
  /** Asks, as browsers do before a page of another site posts. */
  preflight(headers: Readonly<Record<string, string>>): Promise<Response>;
  /** All clicks, oldest first. */
  clicks(): Promise<Click[]>;
  /** The only click there is. */
  click(): Promise<Click>;
  /** The public handlers over, as after a restart of the process. */
  restart(): Promise<void>;
}

export interface VisitTestOptions {
  readonly config?: Partial<Config>;
  readonly program?: Readonly<Record<string, unknown>>;
  readonly link?: Readonly<Record<string, unknown>>;
}

/** A program with one partner and one link, and a visitor to follow it. */
export const createVisitTest = async (options: VisitTestOptions = {}): Promise<VisitTest> => {
  const test = await createTestApp({ config: { baseUrl: 'https://go.example.com', ...options.config } });
  const program = await test.build.program(options.program);
  const partner = await test.build.partner({ name: 'Jane', email: 'jane@example.com', code: 'jane' });
  const link = await test.build.link(partner.id, { slug: 'jane', ...options.link });
  await test.events();
  let handlers = await createHandlers(test);
  const send = (handle: PublicHandler, path: string, init: RequestInit, { headers, address }: VisitOptions) =>
    handle(
      new Request(`http://go.example.com${path}`, {
        ...init,
        headers: { 'user-agent': browser, ...headers },
      }),
      address ?? '203.0.113.9',
    );
  const clicks = async () => (await listClicks(test.app.read, { limit: 1_000 }, {})).reverse();
  return {
    ...test,
    program,
    partner,
    link,
    visit: (path, init = {}) => send(handlers.redirect, path, { method: init.method ?? 'GET' }, init),
    post: (body, init = {}) =>
      send(
        handlers.trackClick,
        '/track/click',
        { method: init.method ?? 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) },
        { ...init, headers: { 'content-type': 'application/json', ...init.headers } },
      ),
    preflight: (headers) => send(handlers.trackClick, '/track/click', { method: 'OPTIONS' }, { headers }),
    clicks,
    click: async () => {
      const [click, ...others] = await clicks();
      if (!click || others.length > 0) throw new Error(`there are ${click ? others.length + 1 : 0} clicks`);
      return click;
    },
    restart: async () => {
      handlers = await createHandlers(test);
    },
  };
};

const createHandlers = async ({ app }: TestApp) => {
  const recorder = createClickRecorder(app, trackClicks);
  await recorder.recalled;
  return { redirect: createRedirect(app, recorder), trackClick: createTrackClick(app, recorder) };
};

export const location = (response: Response): URL => new URL(response.headers.get('location') ?? '');

/** The click id that the visitor was sent on with. */
export const clickIdIn = (response: Response): string | null =>
  location(response).searchParams.get('click_id');
