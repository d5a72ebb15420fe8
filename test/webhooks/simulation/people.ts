import { createHmac } from 'node:crypto';
import type { App } from '../../../src/app.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import type { OutboundRequest } from '../../../src/outbound/outbound.ts';
import type { WebhookSignals } from '../../../src/webhooks/drainer/signals.ts';
import { runRecoveries } from '../../../src/webhooks/recovery/run-recoveries.ts';
import { runRetention } from '../../../src/webhooks/retention/retention.ts';
import type { TestApp } from '../../support/app.ts';
import { chance } from './weather.ts';

/** An endpoint as the people of a simulation know it. */
export interface KnownEndpoint {
  readonly id: EndpointId;
  secret: string;
  paused: boolean;
}

/** People who pause, activate, rotate secrets and recover while all of it goes on, and the jobs of every second. */
export interface People {
  /** What somebody does at a step, if anybody does anything. */
  act(step: number, signals: WebhookSignals): Promise<void>;
  /** The jobs that run from time to time. */
  work(signals: WebhookSignals): Promise<void>;
  /** Everything is active again. */
  activateAll(signals: WebhookSignals): Promise<void>;
  /** What a request should not be: sent while its endpoint is paused, or not signed with its present secret. */
  faultOf(receiver: number, request: OutboundRequest): string | undefined;
  /** How often each thing was done. */
  readonly done: Readonly<Record<Deed, number>>;
}

type Deed = 'pause' | 'activation' | 'rotation' | 'recovery' | 'retention';

const deeds: readonly Deed[] = ['pause', 'activation', 'activation', 'rotation', 'recovery', 'retention'];

export const createPeople = (
  seed: number,
  { app, call, clock }: Pick<TestApp, 'app' | 'call' | 'clock'>,
  endpoints: readonly KnownEndpoint[],
  /** Who activates an endpoint has it asked at once, whatever its receiver wished before. */
  onActivated: (receiver: number) => void,
): People => {
  const began = new Date(clock.now()).toISOString();
  const done: Record<Deed, number> = { pause: 0, activation: 0, rotation: 0, recovery: 0, retention: 0 };

  const move = async (endpoint: KnownEndpoint, to: 'pause' | 'activation'): Promise<void> => {
    const { status } = await call('POST', `/api/v1/webhook-endpoints/${endpoint.id}/${to}`);
    if (status !== 200) return;
    endpoint.paused = to === 'pause';
    if (to === 'activation') onActivated(endpoints.indexOf(endpoint));
  };
  const rotate = async (endpoint: KnownEndpoint): Promise<void> => {
    const path = `/api/v1/webhook-endpoints/${endpoint.id}/secret-rotation`;
    const { status, body } = await call('POST', path, { body: { grace_seconds: 120 } });
    if (status === 200) endpoint.secret = String(body.secret);
  };
  const recover = async ({ id }: KnownEndpoint): Promise<void> => {
    const body = { since: began, include: 'all', per_second: 20 };
    await call('POST', `/api/v1/webhook-endpoints/${id}/recovery`, { body });
  };
  const act = async (deed: Deed, endpoint: KnownEndpoint): Promise<void> => {
    done[deed] += 1;
    if (deed === 'pause' || deed === 'activation') await move(endpoint, deed);
    else if (deed === 'rotation') await rotate(endpoint);
    else if (deed === 'recovery') await recover(endpoint);
    else await forget(app);
  };

  return {
    done,
    act: async (step, signals) => {
      if (chance(seed, step, 4) >= 0.08) return;
      const deed = deeds[Math.floor(chance(seed, step, 5) * deeds.length)];
      const endpoint = endpoints[Math.floor(chance(seed, step, 6) * endpoints.length)];
      if (!deed || !endpoint) throw new Error('somebody does something');
      await act(deed, endpoint);
      signals.endpointChanged(endpoint.id);
    },
    work: async (signals) => void (await runRecoveries({ read: app.read, transact: app.transact, signals })),
    activateAll: async (signals) => {
      for (const endpoint of endpoints) {
        await move(endpoint, 'activation');
        signals.endpointChanged(endpoint.id);
      }
    },
    faultOf: (receiver, request) => {
      const endpoint = endpoints[receiver];
      if (!endpoint || endpoint.paused) return `receiver ${receiver} got a request while it was paused`;
      return isSigned(request, endpoint.secret) ? undefined : `receiver ${receiver} got a wrong signature`;
    },
  };
};

/** Whatever needs no payload any more loses it; attempts are kept, so that they can be counted. */
const forget = async (app: App): Promise<void> => {
  const config = { retentionPayloadDays: 0, retentionExcerptDays: 0, retentionAttemptDays: 90 };
  await runRetention({ ...app, config });
};

const isSigned = ({ headers, body }: OutboundRequest, secret: string): boolean => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signature = `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(signature);
};
