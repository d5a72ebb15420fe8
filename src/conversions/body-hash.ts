/**
 * SHA-256 in hexadecimal of a JSON body as it was sent, whatever the order of its keys. The key of the request
 * itself is left out: it may come in a header or in the body, and both are the same request.
 *
 * @param body a value that `JSON.parse` made, nested as deep as the reader of bodies allows
 */
export const hashBody = (body: Readonly<Record<string, unknown>>): string =>
  new Bun.CryptoHasher('sha256').update(canonicalObject(body, 'idempotency_key')).digest('hex');

/** JSON with the keys of every object sorted by code unit and no white space. */
const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (!Array.isArray(value)) return canonicalObject(value as Record<string, unknown>);
  let text = '[';
  for (const [index, element] of value.entries()) text += (index === 0 ? '' : ',') + canonical(element);
  return `${text}]`;
};

const canonicalObject = (object: Readonly<Record<string, unknown>>, without?: string): string => {
  let text = '{';
  for (const key of Object.keys(object).sort()) {
    if (key === without) continue;
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${canonical(object[key])}`;
  }
  return `${text}}`;
};
