import { generateLoad } from './generate-load.ts';
import type { LoadPlan } from './load-plan.ts';

/** A process of its own, so that sending and answering do not share an event loop: a plan in, a report out. */
const plan = (await Bun.stdin.json()) as LoadPlan;
process.stdout.write(JSON.stringify(await generateLoad(plan)));
