import type { Currency } from '../core/currencies.ts';
import { formatMoney, money } from '../core/money.ts';
import type { Client } from './client.ts';
import type { Participants } from './participants.ts';
import type { Receiver } from './receiver.ts';

interface Balance {
  readonly currency: Currency;
  readonly pending: number;
}

interface Page<Item> {
  readonly data: readonly Item[];
}

export interface Summary {
  readonly lines: readonly string[];
  /** What is not as it must be; empty when all is well. */
  readonly problems: readonly string[];
}

/** Asks the server what there is now, and holds it against what was done and what was received. */
export const summarize = async (
  client: Client,
  told: { receiver: Receiver; conversions: number; participants: Participants },
): Promise<Summary> => {
  const { receiver, conversions, participants } = told;
  const list = <Item>(path: string) => client.call<Page<Item>>('GET', `/api/v1/${path}`);
  const lines: string[] = [];
  for (const { id, name } of participants.partners) {
    const { data } = await list<Balance>(`balances?partner_id=${id}`);
    lines.push(`${name} has ${data.map(inWords).join(' and ') || 'nothing yet'} pending`);
  }
  const stored = (await list('conversions?limit=200')).data.length;
  const events = (await list<{ id: string }>('events?limit=200')).data.map((event) => event.id);
  const verified = receiver.received.filter((webhook) => webhook.verified);
  const missing = events.filter((id) => !verified.some((webhook) => webhook.id === id));
  lines.push(
    `${stored} conversions from 57 requests; ${events.length} events; ${verified.length} webhooks received, all verified`,
  );
  const problems = [
    stored === conversions ? '' : `${stored} conversions instead of ${conversions}`,
    missing.length === 0 ? '' : `${missing.length} events never arrived`,
    verified.length === receiver.received.length ? '' : 'a signature was wrong',
  ].filter((problem) => problem !== '');
  return { lines, problems };
};

const inWords = ({ currency, pending }: Balance): string => formatMoney(money(pending, currency));
