import type { z } from 'zod';
import type { EndpointView } from '../../src/webhooks/endpoints/endpoint.view.ts';
import type { Tone } from '../components/badge.tsx';

export type Endpoint = z.output<typeof EndpointView>;

/** How an endpoint is doing, in a word and a sentence. */
export interface Standing {
  readonly word: string;
  readonly tone: Tone;
  readonly why: string;
}

export const standingOf = (endpoint: Endpoint): Standing => {
  const { state, verified, failing_since, gated_until, last_succeeded_at } = endpoint;
  if (state === 'disabled') return { word: 'disabled', tone: 'bad', why: disabledWhy(endpoint) };
  if (state === 'paused') {
    return {
      word: 'paused',
      tone: 'wait',
      why: 'Nothing is sent while it is paused. What happens meanwhile is held for it, and nothing is lost.',
    };
  }
  if (failing_since !== null) return { word: 'failing', tone: 'bad', why: failingWhy(endpoint) };
  if (!verified) {
    return {
      word: 'unverified',
      tone: 'wait',
      why: 'It has not answered with a 2xx at this URL yet. Until then refusals hold its deliveries instead of giving them up. Send a test to see what it answers.',
    };
  }
  if (gated_until !== null && gated_until > (last_succeeded_at ?? '')) {
    return {
      word: 'waiting',
      tone: 'wait',
      why: 'The receiver asked to be left alone for a while (Retry-After). Deliveries go on after that.',
    };
  }
  return { word: 'active', tone: 'good', why: 'The last request succeeded.' };
};

const failingWhy = ({ retry_policy, verified }: Endpoint): string => {
  const fate =
    retry_policy === 'persistent'
      ? 'Its retry policy goes on for ever.'
      : 'Without one success in five days it is disabled; its deliveries are then held, not lost.';
  return verified
    ? `Requests have been failing without a success since. ${fate}`
    : `It has never answered with a 2xx at this URL. Refusals hold its deliveries instead of giving them up. ${fate}`;
};

const disabledWhy = ({ disabled_reason }: Endpoint): string => {
  const held = 'Its deliveries are held until it is activated; nothing is lost.';
  switch (disabled_reason) {
    case 'failing_for_days':
      return `It was disabled because it had failed for five days without one success. ${held}`;
    case 'gone':
      return `It was disabled because the receiver answered 410 Gone: it wants nothing more at this address. ${held}`;
    default:
      return `It was disabled. ${held}`;
  }
};

/** What fits the host and no more: the path of a webhook URL often is a credential. */
export const hostOf = (url: string): string => URL.parse(url)?.host ?? url;

/** When it was last heard of, well or not. */
export const lastDeliveryAt = ({ last_succeeded_at, last_failed_at }: Endpoint): string | null =>
  [last_succeeded_at, last_failed_at]
    .filter((at) => at !== null)
    .sort()
    .at(-1) ?? null;
