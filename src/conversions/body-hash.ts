type Body = Readonly<Record<string, unknown>>;

/**
 * SHA-256 in hexadecimal of a JSON body as it was sent, whatever the order of its keys. The key of the request
 * itself is left out: it may come in a header or in the body, and both are the same request.
 *
 * @param body a value that `JSON.parse` made, nested no deeper than the reader of bodies allows
 */
export const hashBody = (body: Body): string =>
  Bun.SHA256.hash(JSON.stringify(sortedObject(body, keyField)), 'hex');

const keyField = 'idempotency_key';

const sorted = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(sorted) : sortedObject(value as Body);
};

/** The copy has no prototype, so that a key like `__proto__` is a key like any other. */
const sortedObject = (object: Body, without?: string): Body => {
  const copy: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(object).sort()) {
    if (key !== without) copy[key] = sorted(object[key]);
  }
  return copy;
};
