import type { Alert, AlertCause, AlertFacts } from './alert.ts';

/** What is wrong, in one sentence with its figures. */
export const sentenceOf = ({ cause, facts }: Pick<Alert, 'cause' | 'facts'>): string => {
  const where = 'endpoint_name' in facts ? `${facts.endpoint_name} (${facts.endpoint_host}): ` : '';
  return `${where}${sentences[cause](facts)}`;
};

const sentences: Readonly<Record<AlertCause, (facts: AlertFacts) => string>> = {
  failure_rate: ({ failed, attempts }) =>
    `${failed} of ${attempts} attempts (${percentOf(failed, attempts)}) failed within 15 minutes.`,
  slow_response: ({ longest_ms }) => `An answer took ${secondsOf(longest_ms)}.`,
  slow_p95: ({ p95_ms, attempts }) => `1 in 20 of ${attempts} answers took ${secondsOf(p95_ms)} or longer.`,
  delivery_rejected: ({ count, last_status, last_error }) =>
    `${deliveries(count)} refused for good${lastAnswer(last_status, last_error)}.`,
  delivery_exhausted: ({ count, last_status, last_error }) =>
    `${deliveries(count)} given up after all retries${lastAnswer(last_status, last_error)}.`,
  endpoint_failing: ({ failing_since, disabled_from }) =>
    disabled_from === null
      ? `Failing since ${failing_since}; its retry policy goes on for ever.`
      : `Failing since ${failing_since}; it will be disabled from ${disabled_from} on unless it recovers.`,
  endpoint_disabled: ({ reason }) =>
    `Disabled (${String(reason ?? 'no reason given').replaceAll('_', ' ')}); its deliveries are held until it is activated.`,
  drainer_stalled: ({ overdue_since }) =>
    `Deliveries have been due since ${overdue_since}, and nothing is being sent.`,
  clock_skew: ({ skew_ms, receivers }) =>
    `The clock of this server is ${secondsOf(Math.abs(Number(skew_ms)))} ${Number(skew_ms) > 0 ? 'ahead' : 'behind'}, by what ${receivers === 1 ? 'a receiver says' : `${receivers} receivers say`}.`,
  disk_space: ({ free_bytes }) => `${mebibytesOf(free_bytes)} are left where the database lies.`,
  integrity: ({ violations, checks, checked_at }) =>
    `${violations === 1 ? 'A violation was' : `${violations} violations were`} found at ${checked_at} by ${namesOf(checks)}; tributary doctor shows them.`,
};

type Fact = AlertFacts[string] | undefined;

/** Two digits after the point, cut: 1 of 99 is more than 1 %, and must not look like less. */
const percentOf = (part: Fact, whole: Fact): string =>
  `${Math.trunc((Number(part) * 10_000) / Math.max(1, Number(whole))) / 100} %`;

const secondsOf = (ms: Fact): string => `${Math.round(Number(ms) / 100) / 10} s`;

const mebibytesOf = (bytes: Fact): string => `${Math.floor(Number(bytes) / 1_048_576)} MiB`;

const namesOf = (checks: Fact): string => (Array.isArray(checks) ? checks.join(', ') : 'a check');

const deliveries = (count: Fact): string => (count === 1 ? '1 delivery was' : `${count} deliveries were`);

/** An answer that broke off has a status, too; what went wrong is the error. */
const lastAnswer = (status: Fact, error: Fact): string => {
  if (typeof error === 'string') return ` (last: ${error})`;
  return typeof status === 'number' ? ` (last answer: ${status})` : '';
};
