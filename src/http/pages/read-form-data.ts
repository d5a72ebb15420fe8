import { DomainError } from '../../core/errors.ts';
import type { SentForm } from '../forms/sent-form.ts';

/** Files apart, no form of ours is longer. */
export const usualFormBytes = 256 * 1024;

/**
 * Reads what a browser's form sends, fields and files.
 *
 * @throws DomainError `unsupported_media_type`, `payload_too_large` or `invalid_request`
 */
export const readFormData = async (request: Request, maxBytes = usualFormBytes): Promise<SentForm> => {
  const type = request.headers.get('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(type)) {
    throw new DomainError('unsupported_media_type', 'Send the form as browsers do.');
  }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await request.arrayBuffer().catch(brokenOff);
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  try {
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch {
    return brokenOff();
  }
};

const brokenOff = (): never => {
  throw new DomainError('invalid_request', 'The form did not arrive whole.');
};

const tooLarge = (maxBytes: number): DomainError =>
  new DomainError('payload_too_large', `A form may have at most ${Math.floor(maxBytes / 1024)} KiB.`);
