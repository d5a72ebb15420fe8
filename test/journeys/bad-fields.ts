import { type DocumentedBody, documentedBodies, type OpenApiDocument } from './documented-fields.ts';

/** A request whose body is wrong in one field. */
export interface BadRequest {
  readonly method: string;
  readonly path: string;
  readonly field: string;
  /** The value of the field as JSON text. */
  readonly value: string;
  readonly raw: string;
}

/** Every documented field of every body, with every value that the document does not allow it. */
export const badRequests = (document: OpenApiDocument, trackingKey: string): BadRequest[] =>
  documentedBodies(document).flatMap((body) =>
    body.fields.flatMap((field) =>
      badValues
        .filter((value) => isBad(body, field, value))
        .map((value) => {
          const { method, path } = body;
          return { method, path, field, value, raw: bodyWith(soundFields(body, trackingKey), field, value) };
        }),
    ),
  );

/** As they stand in a JSON text: some no JavaScript number can hold, some no JavaScript text should. */
const badValues = [
  ...['null', 'true', '7', '-1', '0.5', '1e21', '1e400', '9007199254740993', '{}', '[]', '[["x"]]'],
  ...['""', '" "', '"7"', '"x\\u0000"', '"\\ud800"', '"\\udc00x"', `"${'x'.repeat(20_000)}"`],
  ...['{"a":{"b":[]}}', '["x\\u0000"]'],
];

const isBad = (body: DocumentedBody, field: string, value: string): boolean => {
  if (unstorable.has(value)) return true;
  if (isTracking(body) && leftOutWhenTracked.has(value)) return false;
  return !body.allows(field, JSON.parse(value));
};

/** No field takes these, whatever its schema says: the database would store another text. */
const unstorable = new Set(['"x\\u0000"', '"\\ud800"', '"\\udc00x"', '["x\\u0000"]']);

/** Backends pass these on from forms: they count as left out. */
const leftOutWhenTracked = new Set(['null', '""']);

/** A simulation takes what tracking takes. */
const isTracking = ({ path }: DocumentedBody): boolean =>
  path.startsWith('/track/') || path === '/api/v1/conversions/simulate';

/** Without these the field in question would not be looked at; with them a tracked body is fine but for it. */
const soundFields = (body: DocumentedBody, trackingKey: string): Readonly<Record<string, unknown>> => {
  if (isTracking(body)) {
    return { idempotency_key: trackingKey, customer_id: 'ann', amount: 100, currency: 'USD' };
  }
  if (body.path === '/api/v1/webhook-endpoints') return { name: 'CRM', event_types: ['*'] };
  return body.discriminators;
};

const bodyWith = (sound: Readonly<Record<string, unknown>>, field: string, value: string): string => {
  const others = Object.entries(sound).filter(([name]) => name !== field);
  return `{${[...others.map(([name, known]) => `"${name}":${JSON.stringify(known)}`), `"${field}":${value}`]}}`;
};
