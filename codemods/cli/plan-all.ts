import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Batches, inBatches, NO_BATCH, takeAll, takeFrom, untaken } from './batches.js';
import type { FoundFile } from './files.js';
import { gather, type PlannedFiles, type Planner, type PlanSettings } from './plan-files.js';
import { makeSurveyor } from './plan-surveyed.js';
import type { Done, Task } from './plan-worker.js';
import { crashOn } from './problem.js';
import { tuneEngine } from './tune-engine.js';

/** In how many threads files are planned, this one included; `auto` takes no more than the work is worth. */
export type Concurrency = number | 'auto';

/** How long this thread plans before other things get their turn, such as what other threads tell it, in milliseconds. */
const TURN = 20;

/** How much work another thread must get to make up for its start. */
const WORTH_A_THREAD = 4_194_304;

/**
 * The first phase of `fix`: plans each file by itself, with other files as evidence, in several threads where that is asked for or worth it.
 *
 * This thread takes its share of the files, and is free to do other things between two of them.
 *
 * @param onPlanned is told how many more files are planned
 * @returns the plans in the order of the files; a file that ends its thread is a problem
 */
export async function planAll(
  files: readonly FoundFile[],
  settings: PlanSettings,
  concurrency: Concurrency,
  onPlanned: (count: number) => void,
): Promise<PlannedFiles> {
  tuneEngine();
  const { batches, cost } = inBatches(files);
  const threads = Math.max(1, Math.min(concurrency === 'auto' ? threadsFor(cost, settings) : concurrency, batches.length));
  const work = untaken(batches);
  const results: PlannedFiles[] = [];
  const here = async () => {
    const planner = await makeSurveyor(settings);
    for (const [index, batch] of takeFrom(work)) results[index] = await planHere(batch, planner, onPlanned);
  };
  const elsewhere = () =>
    planInWorker(work, settings, ({ index, planned }) => {
      results[index] = planned;
      onPlanned(batches[index]?.length ?? 0);
    });
  try {
    await Promise.all([...Array.from({ length: threads - 1 }, elsewhere), here()]);
  } finally {
    // Where one fails, the others end with the batch that they are at.
    takeAll(work);
  }
  return inOne(results);
}

function threadsFor(cost: number, { types }: PlanSettings): number {
  // Each thread would have to read the types of the whole program.
  return types ? 1 : Math.min(availableParallelism(), 1 + Math.floor(cost / WORTH_A_THREAD));
}

async function planHere(files: readonly FoundFile[], planner: Planner, onPlanned: (count: number) => void): Promise<PlannedFiles> {
  const plans = [];
  let turn = -Infinity;
  for (const file of files) {
    if (performance.now() - turn > TURN) {
      await nextTurn();
      turn = performance.now();
    }
    plans.push(planner(file));
    onPlanned(1);
  }
  // As texts of their own, as those are that come from other threads: a part of a text, such as a name, would keep all of it in memory.
  return structuredClone(gather(plans));
}

/** Has a worker plan batches as long as some are left. What ends it before is found by giving others each file of its batch alone. */
async function planInWorker(work: Batches, settings: PlanSettings, onDone: (done: Done) => void): Promise<void> {
  const at = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(NO_BATCH);
  const worker = new Worker(new URL('./plan-worker.js', import.meta.url), { workerData: { settings, work, at } satisfies Task });
  worker.on('message', onDone);
  const failure = await endOf(worker);
  if (failure === undefined) return;
  const [index = NO_BATCH] = at;
  const batch = work.batches[index];
  // What ends it between two batches is no file's doing.
  if (!batch) throw failure;
  onDone({ index, planned: await planAlone(batch, settings, failure) });
  await planInWorker(work, settings, onDone);
}

/** Waits for a worker to end; the error where it has not come to its end. All that it told has arrived by then. */
function endOf(worker: Worker): Promise<Error | undefined> {
  return new Promise((resolve) => {
    let failure: Error | undefined;
    worker.on('error', (error: Error) => (failure = error));
    worker.on('exit', (code) => resolve(failure ?? (code === 0 ? undefined : new Error(`a thread ended with code ${code}`))));
  });
}

/** Plans each file of a batch that has ended a worker in turn, where it has several. */
async function planAlone(batch: readonly FoundFile[], settings: PlanSettings, failure: Error): Promise<PlannedFiles> {
  const [first, ...others] = batch;
  if (first && others.length === 0) return { files: [], problems: [crashOn(first.path, failure)] };
  const alone: PlannedFiles[] = [];
  await planInWorker(untaken(batch.map((file) => [file])), settings, ({ index, planned }) => (alone[index] = planned));
  return inOne(alone);
}

function inOne(results: readonly PlannedFiles[]): PlannedFiles {
  return {
    files: results.flatMap(({ files }) => files),
    problems: results.flatMap(({ problems }) => problems),
  };
}
