import { runChild } from './child.ts';
import { executable } from './executable.ts';
import { environmentOf, type Product } from './product.ts';
import { percentile } from './statistics.ts';

/** Somebody who looks at pages, one after another. */
export interface Browser {
  /** Milliseconds in which 95 % of so many answers were there, whole. @throws Error unless each is a 200 */
  p95MsOf(path: string, times: number): Promise<number>;
}

/** Each time another one. */
let number = 0;
const password = 'a password for a benchmark';

/** Makes an admin as an operator does, and signs them in as a browser does. */
export const openBrowser = async ({ hostname, port, dataDir }: Product): Promise<Browser> => {
  number += 1;
  const email = `bench-${number}@example.com`;
  await runChild([executable, 'admin', 'create', '--email', email, '--role', 'owner'], {
    environment: environmentOf(dataDir, port),
    input: `${password}\n`,
  });
  const origin = `http://${hostname}:${port}`;
  const cookie = await signIn(origin, email);
  const look = async (path: string): Promise<number> => {
    const beganAtMs = performance.now();
    const answer = await fetch(`${origin}${path}`, { headers: { cookie }, redirect: 'manual' });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`);
    return performance.now() - beganAtMs;
  };
  return {
    p95MsOf: async (path, times) => {
      const taken = new Float64Array(times);
      for (let time = 0; time < times; time += 1) taken[time] = await look(path);
      return percentile(taken.sort(), 0.95);
    },
  };
};

const signIn = async (origin: string, email: string): Promise<string> => {
  const answer = await fetch(`${origin}/login`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email, password }).toString(),
    redirect: 'manual',
  });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
  if (answer.status !== 303 || cookie.length === 0)
    throw new Error(`signing in was answered ${answer.status}`);
  return cookie.join('; ');
};
