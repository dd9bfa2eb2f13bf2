import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Batches, inBatches, NO_BATCH, takeAll, takeFrom, untaken } from './batches.js';
import type { FoundFile } from './files.js';
import { planApart } from './plan-apart.js';
import { gather, type PlannedFiles, type PlanSettings } from './plan-files.js';
import { makeSurveyor, type Surveyor } from './plan-surveyed.js';
import type { Done, Task } from './plan-worker.js';
import { tuneEngine } from './tune-engine.js';

/** In how many threads files are planned, this one included; `auto` takes no more than the work is worth. */
export type Concurrency = number | 'auto';

/** How long this thread plans before other things get their turn, such as what other threads tell it, in milliseconds. */
const TURN = 20;

/**
 * How much work another thread must get to be worth its price. It reads the evidence of a project again, and holds it again: a second
 * one takes a third more of processor time and of memory where there are 25 MB of sources.
 */
const WORTH_A_THREAD = 33_554_432;

/**
 * The first phase of `fix`: plans each file by itself, with other files as evidence, in several threads where that is asked for or worth it.
 *
 * This thread takes its share of the files, and is free to do other things between two of them.
 *
 * What is too large or too deep for a thread among others, or has ended one, is planned after them in processes of its own.
 *
 * @param onPlanned is told how many more files are planned
 * @returns the plans in the order of the files; a file that ends its process is a problem
 */
export async function planAll(
  files: readonly FoundFile[],
  settings: PlanSettings,
  concurrency: Concurrency,
  onPlanned: (count: number) => void,
): Promise<PlannedFiles> {
  tuneEngine();
  const { batches, cost, large } = inBatches(files);
  const most = concurrency === 'auto' ? threadsFor(cost, settings) : concurrency;
  const threads = Math.max(1, Math.min(most, batches.length));
  const work = untaken(batches);
  const results: Done['planned'][] = [];
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
  const apart = await planApart([...large, ...results.flatMap(({ forOwnProcess }) => forOwnProcess)], settings, most, onPlanned);
  return inOrder(files, [...results, apart]);
}

function threadsFor(cost: number, { types }: PlanSettings): number {
  // Each thread would have to read the types of the whole program.
  return types ? 1 : Math.min(availableParallelism(), 1 + Math.floor(cost / WORTH_A_THREAD));
}

async function planHere(files: readonly FoundFile[], planner: Surveyor, onPlanned: (count: number) => void): Promise<Done['planned']> {
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

/** Has a worker plan batches as long as some are left. What ends it before is found by giving each file of its batch a process of its own. */
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
  onDone({ index, planned: { files: [], problems: [], forOwnProcess: batch } });
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

/** All plans, in the order of the files. */
function inOrder(files: readonly FoundFile[], results: readonly PlannedFiles[]): PlannedFiles {
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const sorted = <Thing extends { readonly path: string }>(things: readonly Thing[]): Thing[] => things.toSorted((a, b) => (order.get(a.path) ?? 0) - (order.get(b.path) ?? 0));
  return {
    files: sorted(results.flatMap((result) => result.files)),
    problems: sorted(results.flatMap(({ problems }) => problems)),
  };
}
