import { z } from 'zod';
import { notFound } from '../core/errors.ts';
import { wholeList } from '../core/page.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { formatNames, formatOf } from '../webhooks/formats/formats.ts';
import { expectedSignature } from './expected-signature.service.ts';
import { findRequest } from './inspected-request.store.ts';
import type { InspectedRequest, RequestContent } from './inspected-request.ts';
import type { InspectorApp } from './inspector.api.ts';
import { maxKeptBodyBytes } from './inspector.ts';
import { FormatVerificationView } from './inspector.view.ts';
import { getInspector } from './inspector-reach.api.ts';
import { type ExpectedSignature, verify } from './verification.service.ts';

export const formatVerificationRoute = (app: InspectorApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/inspectors/:id/requests/:request_id/verifications',
    scope: 'read',
    tag: 'Inspectors',
    summary: 'Says of each receiver format whether its receivers would accept the request',
    description:
      'With the secrets that the inspector verifies with now. Empty when there are none, or when only the beginning of the body is kept.',
    params: z.strictObject({ id: id('isp'), request_id: id('req') }),
    answers: { 200: { description: 'One verdict for each format.', schema: pageOf(FormatVerificationView) } },
    handle: async ({ caller, params }) => {
      const inspector = await getInspector(app.read, caller, params.id);
      const found = await findRequest(app.read, inspector.id, params.request_id);
      if (!found) throw notFound('request');
      return ok(wholeList(verdictsOf(found, await expectedSignature(app.read, app.secrets, inspector))));
    },
  });

const verdictsOf = (
  { headers, body, bodyEncoding, bodyBytes, receivedAt }: InspectedRequest & RequestContent,
  expected: ExpectedSignature,
): z.input<typeof FormatVerificationView>[] => {
  if (expected.keys.length === 0 || bodyBytes > maxKeptBodyBytes) return [];
  const request = { headers, body: bodyEncoding === 'utf8' ? body : undefined, receivedAt };
  return formatNames.map((format) => {
    const verdict = verify(request, { ...expected, format, scheme: formatOf(format).signature });
    return {
      format,
      ok: verdict.ok,
      why: verdict.why,
      checked: verdict.checked.map((each) => ({ ...each })),
    };
  });
};
