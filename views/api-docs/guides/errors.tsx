import { type ErrorCode, errorCodes } from '../../../src/core/errors.ts';
import { anchorOf } from '../anchors.ts';
import { CodeSample } from '../code-sample.tsx';
import { Inline } from '../prose.tsx';

/** Every code a refusal may carry. */
export const Errors = () => (
  <>
    <p>
      Every refusal is <code>application/problem+json</code> (RFC 9457). Decide on <code>code</code>, which is
      one of the list below; the texts are for people and may change. <code>errors</code> names each field
      that is wrong, as you wrote it, and <code>request_id</code> finds the request in the server’s log.
    </p>
    <CodeSample caption="A refusal" text={JSON.stringify(example, null, 2)} />
    <table class="fields">
      <caption>Codes</caption>
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Status</th>
          <th scope="col">What it means, and what helps</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(errorCodes).map(([code, status]) => (
          <tr id={anchorOf.code(code)} data-depth={0}>
            <th scope="row">
              <code>{code}</code>
            </th>
            <td class="type">{status}</td>
            <td class="meaning">
              <Inline text={meanings[code as ErrorCode]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </>
);

const example = {
  type: 'about:blank',
  title: 'Invalid request',
  status: errorCodes.invalid_request,
  detail: 'amount: must be a whole number of minor units',
  code: 'invalid_request',
  errors: [{ path: 'amount', message: 'must be a whole number of minor units' }],
  request_id: 'req_01jw3k5x7h0001n2p4r6t8w0y2a4c6e8g0j2',
};

const meanings: Readonly<Record<ErrorCode, string>> = {
  malformed_json: 'The body is not well-formed JSON in UTF-8.',
  unauthorized: 'There is no key, or it is not a valid one, or it was revoked.',
  forbidden: 'The key lacks the scope that the operation names.',
  not_found: 'There is no such thing, or the key does not reach it.',
  method_not_allowed: 'The address is there, but takes other methods; `detail` names them.',
  conflict: 'Somebody else changed the same thing at the same time. Read it and decide again.',
  idempotency_conflict:
    'The idempotency key was used before with another body. Use a new key for a new request.',
  duplicate_order: 'The order was recorded before with another amount or currency.',
  invalid_transition: 'The thing is in a state from which this move does not lead. Read it and decide again.',
  already_exists: 'The name, code or address is taken; `errors` says which field.',
  precondition_failed:
    'It was changed since the version that `If-Match` names. Read it and repeat the change.',
  payload_too_large: 'The body is larger than the operation takes.',
  unsupported_media_type: 'Send the body with `Content-Type: application/json`.',
  misdirected_request: 'This server does not answer under this host name.',
  invalid_request: 'A field or parameter is invalid or unknown; `errors` names each.',
  program_required: 'There are several programs and the key reaches them all: name one.',
  rate_limited: 'Too many requests. Go on after the seconds in `Retry-After`.',
  internal_error: 'A fault on this side. The log has the truth under `request_id`.',
  unavailable:
    'Not possible right now: the server is stopping, the disk is full or too many changes wait. Repeat it after `Retry-After`, with the same idempotency key.',
};
