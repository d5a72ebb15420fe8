import { type Scope, scopes } from '../../../src/http/scopes.ts';
import type { Api } from '../api.ts';
import { CodeSample } from '../code-sample.tsx';
import { Inline } from '../prose.tsx';

/** Keys and what they may do. */
export const Authentication = ({ api: { baseUrl } }: { api: Api }) => (
  <>
    <p>
      Send an API key with every call that is not said to need none. A key belongs to one program or reaches
      all of them; what it does not reach does not exist for it (<code>404</code>). Where a request names no
      program, it is the key’s, else the only one there is.
    </p>
    <CodeSample
      caption="Make a key on the server; it is shown once"
      text="tributary api-key create --name backend --scopes track:write,read"
    />
    <CodeSample
      caption="Try it"
      text={`curl ${baseUrl}/api/v1/programs \\\n  -H "Authorization: Bearer $TRIBUTARY_API_KEY"`}
    />
    <table class="fields">
      <caption>Scopes</caption>
      <thead>
        <tr>
          <th scope="col">Scope</th>
          <th scope="col">A key with it</th>
        </tr>
      </thead>
      <tbody>
        {scopes.map((scope) => (
          <tr data-depth={0}>
            <th scope="row">
              <code>{scope}</code>
            </th>
            <td class="meaning">
              <Inline text={meanings[scope]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </>
);

const meanings: Readonly<Record<Scope, string>> = {
  'track:write': 'posts signups and purchases, and can do nothing else. Give this to your shop.',
  read: 'reads everything under `/api/v1` but API keys.',
  write: 'changes what partners, links, rules and webhooks are; includes `read`.',
  payouts: 'pays; includes `read`.',
  admin: 'makes and revokes API keys; includes `read`, `write` and `payouts`, but not `track:write`.',
};
