import { invalidField } from '../../core/errors.ts';
import type { EndpointOptions } from './endpoint-options.ts';

/**
 * A custom header must not stand where a signature goes.
 * @param headerNames of the custom headers
 * @throws DomainError naming the setting
 */
export const assertSignatureHeaderFree = (
  { signature }: EndpointOptions,
  headerNames: readonly string[],
): void => {
  const name = signature?.header?.toLowerCase();
  if (name === undefined || !headerNames.some((each) => each.toLowerCase() === name)) return;
  throw invalidField('settings.signature.header', 'is one of the custom headers');
};
