import { createHmac, timingSafeEqual } from 'node:crypto';

const toleranceSeconds = 300;

/**
 * Whether a webhook is genuine and recent.
 *
 * @param {string} secret of the endpoint, `whsec_...`
 * @param {object} headers of the request, with lower-case names
 * @param {string | Buffer} rawBody as it arrived, not parsed
 */
export function isGenuine(secret, headers, rawBody, nowSeconds = Date.now() / 1000) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers;
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures) return false;
  const ageSeconds = Math.abs(nowSeconds - Number(timestamp));
  if (!(ageSeconds <= toleranceSeconds)) return false;

  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signer = createHmac('sha256', key);
  const expected = signer.update(`${id}.${timestamp}.`).update(rawBody).digest();
  return signatures.split(' ').some((each) => {
    const [version, signature = ''] = each.split(',');
    const given = Buffer.from(signature, 'base64');
    if (version !== 'v1' || given.length !== expected.length) return false;
    return timingSafeEqual(given, expected);
  });
}
