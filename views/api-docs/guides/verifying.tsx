import { formats } from '../../../src/webhooks/formats/formats.ts';
import { CodeSample } from '../code-sample.tsx';
import sample from '../verify-signature.sample.js' with { type: 'text' };

/** Where the sample stands on the page; a test takes it from there and runs it. */
export const verifySampleId = 'verify-signature';

/** Proof that a request is from here and new. */
export const Verifying = () => (
  <>
    <p>
      Requests are signed as Standard Webhooks describes, so its libraries verify them, given the whole secret
      with its <code>whsec_</code>. Without a library it is this, in Node.js or anything that runs its
      modules:
    </p>
    <CodeSample caption="verify-signature.js" text={sample.trimEnd()} id={verifySampleId} />
    <p>
      Give it the body as it arrived: a body that was parsed and written again is another text, and its
      signature does not fit. Old requests are refused, so that nobody can record one and send it later.
    </p>
    <p>
      <a href="#listWebhookFormats">The list of formats</a> has complete receivers for each of them, in
      Node.js, Python, PHP and Go.
    </p>
    <dl class="facts">
      {Object.entries(formats).map(([name, { satisfies }]) => (
        <>
          <dt>
            Format <code>{name}</code>
          </dt>
          <dd>{satisfies}</dd>
        </>
      ))}
    </dl>
  </>
);
