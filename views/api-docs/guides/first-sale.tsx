import type { Api } from '../api.ts';
import { CodeSample } from '../code-sample.tsx';

/** The shortest way to a commission: what to do once, and what on every sale. */
export const FirstSale = ({ api: { baseUrl } }: { api: Api }) => (
  <>
    <ol>
      <li>
        A partner shares their link, <code>{baseUrl}/r/…</code>. Whoever follows it arrives at your page with{' '}
        <code>click_id</code> in the address.
      </li>
      <li>
        Keep that id until the visitor pays: put the snippet on your pages, and it does so. With links that
        lead straight to your page (<code>?via=leaf</code>), it records the click, too.
        <CodeSample
          caption="On every page of your site"
          text={`<script
  async
  src="${baseUrl}/t.js"
  data-key="YOUR_PUBLISHABLE_KEY"
></script>`}
        />
      </li>
      <li>
        Send it with your order, for example in a hidden field: <code>tributary.clickId()</code>.
      </li>
      <li>
        From your backend, <a href="#trackPurchase">record the purchase</a>, and before it{' '}
        <a href="#trackSignup">the signup</a>, if there is one. The answer says who was credited and why.
      </li>
      <li>
        Renewals need no click: once a customer belongs to a partner, send the same <code>customer_id</code>.
      </li>
    </ol>
    <p>
      The publishable key is in the answer of <a href="#listPrograms">the list of programs</a>.
    </p>
  </>
);
