import type { Transact } from '../database/work.ts';

export interface HealthSources {
  readonly transact: Transact;
  /** Whether deliveries are being sent. */
  readonly isDraining: () => boolean;
}

/** Milliseconds after which a database that does not answer counts as not writable. */
const patienceMs = 2_000;

/** `/healthz`: the process answers. It asks nobody, so that a full disk does not get the process restarted. */
export const healthz = (): Response => Response.json({ status: 'ok' }, { headers: noStore });

/** `/readyz`: the database takes a unit of work and the drainer is alive; 503 when not. */
export const readyz = async ({ transact, isDraining }: HealthSources): Promise<Response> => {
  const checks = { database: await isWritable(transact), drainer: isDraining() };
  const ready = checks.database && checks.drainer;
  return Response.json(
    { status: ready ? 'ready' : 'not_ready', checks },
    { status: ready ? 200 : 503, headers: noStore },
  );
};

const noStore = { 'cache-control': 'no-store' };

const probe = { actor: { kind: 'system', id: 'readiness' }, requestId: 'req_readiness' } as const;

const isWritable = async (transact: Transact): Promise<boolean> => {
  const patience = Promise.withResolvers<false>();
  const timer = setTimeout(() => patience.resolve(false), patienceMs);
  const written = transact(probe, async () => true).catch(() => false);
  try {
    return await Promise.race([written, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
};
