import { defaultMaxBodyBytes } from '../../../src/http/serve-route.ts';
import type { Api } from '../api.ts';
import { pageLimitsOf } from '../page-limits.ts';

/** What the server refuses for its size or its number. */
export const Limits = ({ api }: { api: Api }) => (
  <dl class="facts">
    <dt>Body</dt>
    <dd>
      {defaultMaxBodyBytes / 1024} KiB; a batch 2 MiB, a click 64 KiB. At most 20 levels deep, UTF-8, no NUL
      character.
    </dd>
    <dt>Batch</dt>
    <dd>1,000 signups and purchases.</dd>
    <dt>Page</dt>
    <dd>{pageLimitsOf(api).most} entries.</dd>
    <dt>Calls with a key</dt>
    <dd>
      No fixed number. When more changes wait than can be stored soon, the answer is <code>503</code> with{' '}
      <code>Retry-After</code>; nothing of it was stored.
    </dd>
    <dt>Clicks from pages</dt>
    <dd>
      60 at once from one address, one a second after that, else <code>429</code> with{' '}
      <code>Retry-After</code>.
    </dd>
    <dt>Unknown fields</dt>
    <dd>
      Refused, so that no mistyped one goes unnoticed; under <code>/track</code> they are accepted and named
      in <code>warnings</code>, so that no sale is lost.
    </dd>
    <dt>Answers</dt>
    <dd>
      New fields may appear at any time: ignore what you do not know. Every answer carries{' '}
      <code>X-Request-Id</code>.
    </dd>
  </dl>
);
