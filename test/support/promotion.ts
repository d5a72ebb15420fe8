import type { App } from '../../src/app.ts';
import { createTestApp, type TestApp } from './app.ts';

export interface StoredEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface PromotionTest extends TestApp {
  /** The events recorded since the last time this was asked, in order, with what they carry. */
  told(): Promise<StoredEvent[]>;
}

export const createPromotionTest = async (): Promise<PromotionTest> => {
  const test = await createTestApp();
  return { ...test, told: eventReader(test.app) };
};

const eventReader = (app: App) => {
  let lastSeq = 0;
  return async (): Promise<StoredEvent[]> => {
    const rows = await app.read
      .selectFrom('events')
      .select(['seq', 'type', 'body'])
      .where('seq', '>', lastSeq)
      .orderBy('seq')
      .execute();
    lastSeq = rows.at(-1)?.seq ?? lastSeq;
    return rows.map(({ type, body }) => ({ type, data: JSON.parse(body ?? '{}').data }));
  };
};

/** What strict validation answers about one field. */
export const refusalOf = (path: string) => ({
  status: 422,
  body: { code: 'invalid_request', errors: [{ path }] },
});
