import type { Api } from '../api.ts';
import { CodeSample } from '../code-sample.tsx';
import { pageLimitsOf } from '../page-limits.ts';

/** How lists are read to their end. */
export const Pages = ({ api }: { api: Api }) => {
  const { usual, most } = pageLimitsOf(api);
  return (
    <>
      <p>
        Lists answer <code>{'{ "data": […], "next_cursor": … }'}</code>, newest first, {usual} at a time or as
        many as <code>limit</code> says, {most} at most. Send <code>next_cursor</code> as <code>cursor</code>{' '}
        for the next page; on the last one it is <code>null</code>. What is added meanwhile shifts nothing: no
        entry is skipped, none comes twice. Unknown query parameters are refused, so that no mistyped filter
        goes unnoticed.
      </p>
      <CodeSample
        caption="The next page"
        text={`curl '${api.baseUrl}/api/v1/commissions?limit=${most}&cursor=c1204' \\\n  -H "Authorization: Bearer $TRIBUTARY_API_KEY"`}
      />
    </>
  );
};
