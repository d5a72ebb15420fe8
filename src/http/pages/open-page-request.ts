import { emptyForm } from '../forms/sent-form.ts';
import type { PageContext } from './page-context.ts';
import type { PageProgram, PageRequest, Viewer } from './page-route.ts';

/** Characters of 5 random bits each. */
const formKeyLength = 26;

interface Asker {
  readonly viewer: Viewer;
  readonly params: Readonly<Record<string, string>>;
  readonly requestId: string;
}

/** Puts together what a handler gets; the form is read later, once it is known that its sender may send it. */
export const openPageRequest = async (
  context: PageContext,
  request: Request,
  { viewer, params, requestId }: Asker,
): Promise<PageRequest> => {
  const url = new URL(request.url);
  const query = Object.fromEntries(url.searchParams);
  const origin = { actor: viewer.caller.actor, requestId };
  const api = context.openApi(viewer.caller, origin);
  const { data: programs } = await api.get<{ data: PageProgram[] }>('/api/v1/programs', {
    query: { limit: 100 },
  });
  const wanted = query.program_id ?? context.programCookie.read(request);
  const program =
    programs.find(({ id }) => id === wanted) ?? programs.find(({ mode }) => mode === 'live') ?? programs[0];
  const formKey = context.ids.token(formKeyLength);
  return { request, url, viewer, origin, params, query, form: emptyForm(), formKey, api, program, programs };
};
