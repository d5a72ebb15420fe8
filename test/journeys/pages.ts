import type { AnswerBody, Call } from '../support/call.ts';

/** Everything on a list, page by page. */
export const allOf = async (call: Call, path: string): Promise<AnswerBody[]> => {
  const rows: AnswerBody[] = [];
  for (let cursor: unknown = ''; cursor !== null; ) {
    const from = cursor === '' ? '' : `&cursor=${String(cursor)}`;
    const { status, body } = await call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=5${from}`);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    rows.push(...body.data);
    cursor = body.next_cursor ?? null;
  }
  return rows;
};
