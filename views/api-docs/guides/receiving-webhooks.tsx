import { policyDescriptions } from '../../../src/webhooks/retries/policy-description.ts';

/** What a receiver gets, and what is expected of it. */
export const ReceivingWebhooks = () => (
  <>
    <p>
      <a href="#createWebhookEndpoint">Make an endpoint</a> and name the events it wants, or <code>*</code>.
      Its secret is in the answer, this once. From then on every change is one <code>POST</code> to your
      address, with the change itself in the body, so that you need no second call.
    </p>
    <ol>
      <li>
        <a href="#verifying">Verify the signature</a> over the raw body, before anything parses it.
      </li>
      <li>
        Drop what you have seen: <code>webhook-id</code> is the id of the event and the same on every attempt.
        An event may arrive more than once, never not at all.
      </li>
      <li>
        Drop what is late: of two events on the same thing, the one with the higher{' '}
        <code>entity_version</code> is newer, in whatever order they arrive.
      </li>
      <li>
        Store it, answer <code>2xx</code> within 10 seconds, and work on it afterwards. What the answer holds
        does not matter; redirects are not followed.
      </li>
    </ol>
    <table class="fields">
      <caption>Headers of every request</caption>
      <thead>
        <tr>
          <th scope="col">Header</th>
          <th scope="col">What it holds</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(headers).map(([name, meaning]) => (
          <tr data-depth={0}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td class="meaning">{meaning}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <h3 id="retries">When it fails</h3>
    <dl class="facts">
      {policyDescriptions.map(({ name, summary, sentences }) => (
        <>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>{[summary, ...sentences].join(' ')}</dd>
        </>
      ))}
    </dl>
    <p>
      Every attempt is kept with the exact request and the answer: see{' '}
      <a href="#listDeliveries">deliveries</a>, each of which can be{' '}
      <a href="#createDeliveryRetry">sent again</a>.
    </p>
  </>
);

const headers = {
  'webhook-id': 'The id of the event, the same on every attempt.',
  'webhook-timestamp': 'When this attempt was made, in seconds since 1970.',
  'webhook-signature':
    'Standard Webhooks signatures, separated by blanks: two while a secret is being replaced.',
  'webhook-attempt': 'The number of this attempt, from 1.',
  'webhook-delivery-id': 'The id of the delivery: one event to one endpoint.',
  'webhook-endpoint-id': 'The id of the endpoint.',
  'svix-id': 'The same as webhook-id. The formats standard and track360 have no svix-* headers.',
  'svix-timestamp': 'The same as webhook-timestamp.',
  'svix-signature':
    'One signature, keyed with the text of the secret, as the AffiliateBase documentation verifies it.',
  'x-webhook-signature':
    'Of the format track360 alone: the HMAC-SHA256 of the raw body, keyed with the text of the secret. Its name, encoding and prefix are settings of the endpoint.',
  'content-type': 'application/json',
};
