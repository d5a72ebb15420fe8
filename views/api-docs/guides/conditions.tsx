import { exampleIds } from '../../../src/events/catalogue/examples.ts';
import type { Api } from '../api.ts';
import { CodeSample } from '../code-sample.tsx';

/** How two people do not overwrite each other. */
export const Conditions = ({ api: { baseUrl } }: { api: Api }) => (
  <>
    <p>
      Reading one thing that can be changed answers its version as <code>ETag</code>. Send it back as{' '}
      <code>If-Match</code>, and the change is made only if nobody has changed the thing since; otherwise the
      answer is <code>412</code> <code>precondition_failed</code> and nothing happens. Without the header the
      change is made in any case.
    </p>
    <CodeSample
      caption="Change version 3, and no other"
      text={`curl -X PATCH ${baseUrl}/api/v1/partners/${exampleIds.partner} \\
  -H "Authorization: Bearer $TRIBUTARY_API_KEY" \\
  -H 'If-Match: "3"' \\
  -H "Content-Type: application/json" \\
  -d '{ "name": "Leaf Letters Weekly" }'`}
    />
  </>
);
