import type { Alert } from './alert-list.tsx';

interface Advice {
  readonly text: string;
  readonly label: string;
  readonly href: string;
}

/** What to do about an alert, and where; who may only look is led to what they may see. */
export const adviceFor = (
  { cause, subject }: Pick<Alert, 'cause' | 'subject'>,
  canWrite: boolean,
): Advice => {
  const endpoint = `/admin/webhooks/${subject}`;
  const log = (state: string): string => `${endpoint}/deliveries?state=${state}`;
  switch (cause) {
    case 'failure_rate':
    case 'endpoint_failing':
      return {
        text: 'Look at what the receiver answers, mend it there, and send a test. Deliveries are retried by themselves.',
        label: 'What it answers',
        href: endpoint,
      };
    case 'slow_response':
    case 'slow_p95':
      return {
        text: 'A receiver should store the event, answer at once, and work afterwards. What takes longer than its time limit fails.',
        label: 'How long it takes',
        href: endpoint,
      };
    case 'delivery_rejected':
      return {
        text: 'The receiver refused them for good. Read why, mend it, and send them again: one by one, or all through a recovery.',
        label: 'Refused deliveries',
        href: log('rejected'),
      };
    case 'delivery_exhausted':
      return {
        text: 'All retries were used up. Once the receiver works, send them again: one by one, or all through a recovery.',
        label: 'Deliveries that were given up',
        href: log('exhausted'),
      };
    case 'endpoint_disabled':
      return {
        text: 'Mend the receiver, send a test, then activate the endpoint; what was held meanwhile is sent.',
        ...(canWrite
          ? { label: 'Activate it', href: `${endpoint}/activation` }
          : { label: 'The endpoint', href: endpoint }),
      };
    default:
      return instanceAdvice[cause];
  }
};

type InstanceCause = 'drainer_stalled' | 'clock_skew' | 'disk_space' | 'integrity';

const health = '/admin/health';

const instanceAdvice: Readonly<Record<InstanceCause, Advice>> = {
  drainer_stalled: {
    text: 'Restart the server: nothing is lost by it. If it comes back, its log says why.',
    label: 'Backlog and health',
    href: health,
  },
  clock_skew: {
    text: 'Set the clock of this server by NTP: receivers refuse signatures that are minutes old.',
    label: 'Clock and health',
    href: health,
  },
  disk_space: {
    text: 'Make room where the database lies, or move it. When the disk is full nothing more is taken, and nothing is lost.',
    label: 'Disk and health',
    href: health,
  },
  integrity: {
    text: 'Do not pay anything before it is understood. The findings name what does not agree.',
    label: 'The findings',
    href: health,
  },
};
