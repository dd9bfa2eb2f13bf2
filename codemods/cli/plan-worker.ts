import { parentPort, workerData } from 'node:worker_threads';
import { type Batches, NO_BATCH, takeFrom } from './batches.js';
import { gather, type PlanSettings } from './plan-files.js';
import { makeSurveyor } from './plan-surveyed.js';

/* A thread that plans batches of files as long as some are left. */

/** What such a thread has to do. */
export interface Task {
  readonly settings: PlanSettings;
  readonly work: Batches;
  /** Where it notes the index of the batch that it is at, or that it is at none. */
  readonly at: Int32Array;
}

/** What it tells of each batch. */
export interface Done {
  readonly index: number;
  readonly planned: ReturnType<typeof gather>;
}

const { settings, work, at } = workerData as Task;
const planner = await makeSurveyor(settings);
for (const [index, files] of takeFrom(work)) {
  at[0] = index;
  parentPort?.postMessage({ index, planned: gather(files.map((file) => planner(file))) } satisfies Done);
  at[0] = NO_BATCH;
}
