import { faultOf, type OutboundError, outboundErrors } from '../../outbound/failures.ts';

/** Every end that an attempt can come to, as far as people watch for it. */
export const attemptClasses = [
  '2xx',
  '3xx',
  '4xx',
  '429',
  '5xx',
  'timeout',
  'network',
  'tls',
  'dns',
  'refused',
  'own_fault',
] as const;
export type AttemptClass = (typeof attemptClasses)[number];

/**
 * What became of an attempt, from what is stored of it: so that counting it as it ends and counting it again after
 * a crash cannot differ.
 */
export const classOfAttempt = (status: number | null, error: string | null): AttemptClass => {
  if (error !== null) return byError.get(error) ?? 'own_fault';
  if (status === null) return 'own_fault';
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  if (status === 429) return '429';
  return status < 500 ? '4xx' : '5xx';
};

const classOfError = (error: OutboundError): AttemptClass => {
  if (faultOf(error) === 'ours') return 'own_fault';
  if (error === 'timeout') return 'timeout';
  if (error === 'dns_failure') return 'dns';
  if (error === 'refused_by_policy') return 'refused';
  return error === 'tls_error' || error.startsWith('certificate_') ? 'tls' : 'network';
};

/** What is not in it the receiver never saw: a payload that is gone, say. */
const byError: ReadonlyMap<string, AttemptClass> = new Map(
  outboundErrors.map((error) => [error, classOfError(error)]),
);
