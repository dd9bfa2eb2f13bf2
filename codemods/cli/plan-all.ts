import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Tinypool from 'tinypool';
import type { FoundFile } from './files.js';
import { gather, type PlannedFiles, type Planner, type PlanSettings } from './plan-files.js';
import { makeSurveyor } from './plan-surveyed.js';
import { crashOn } from './problem.js';
import { tuneEngine } from './tune-engine.js';

/** In how many threads files are planned, this one included; `auto` takes no more than the work is worth. */
export type Concurrency = number | 'auto';

/** What one file costs whatever its size, in bytes that could be read instead. */
const COST_OF_FILE = 4_096;

/** How much one thread takes at a time: little enough that all end at about the same time. */
const BATCH = 262_144;

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
  const batches = inBatches(files);
  const threads = Math.max(1, Math.min(threadsFor(batches, settings, concurrency), batches.length));
  const planner = await makeSurveyor(settings);
  const results: PlannedFiles[] = [];
  const rest = batches.entries();
  const drain = async (run: (files: readonly FoundFile[]) => Promise<PlannedFiles>) => {
    for (const [index, batch] of rest) results[index] = await run(batch.files);
  };
  const here = () => drain((batch) => planHere(batch, planner, onPlanned));
  if (threads === 1) await here();
  else {
    const { default: Pool } = await import('tinypool');
    const pool = new Pool({ filename: new URL('./plan-worker.js', import.meta.url).href, minThreads: 0, maxThreads: threads - 1, workerData: settings });
    const elsewhere = async (batch: readonly FoundFile[]) => {
      const planned = await planInWorker(pool, batch);
      onPlanned(batch.length);
      return planned;
    };
    // What ends a worker that has no task is no file's doing.
    const broken = new Promise<never>((_, reject) => pool.once('error', reject));
    try {
      await Promise.race([broken, Promise.all([...Array.from({ length: threads - 1 }, () => drain(elsewhere)), here()])]);
    } finally {
      await pool.destroy();
    }
  }
  return inOne(results);
}

interface Batch {
  readonly files: readonly FoundFile[];
  readonly cost: number;
}

function inBatches(files: readonly FoundFile[]): Batch[] {
  const batches: { files: FoundFile[]; cost: number }[] = [];
  for (const file of files) {
    const cost = costOf(file);
    const last = batches.at(-1);
    if (!last || last.cost + cost > BATCH) batches.push({ files: [file], cost });
    else {
      last.files.push(file);
      last.cost += cost;
    }
  }
  return batches;
}

function costOf({ real }: FoundFile): number {
  try {
    return COST_OF_FILE + statSync(real).size;
  } catch {
    // What cannot be read is told when it is read.
    return COST_OF_FILE;
  }
}

function threadsFor(batches: readonly Batch[], { types }: PlanSettings, concurrency: Concurrency): number {
  if (concurrency !== 'auto') return concurrency;
  // Each thread would have to read the types of the whole program.
  if (types) return 1;
  const cost = batches.reduce((sum, batch) => sum + batch.cost, 0);
  return Math.min(availableParallelism(), 1 + Math.floor(cost / WORTH_A_THREAD));
}

async function planHere(files: readonly FoundFile[], planner: Planner, onPlanned: (count: number) => void): Promise<PlannedFiles> {
  const plans = [];
  for (const file of files) {
    await nextTurn();
    plans.push(planner(file));
    onPlanned(1);
  }
  return gather(plans);
}

/** Plans files in a worker. What ends the worker is found by giving it each file alone. */
async function planInWorker(pool: Tinypool, files: readonly FoundFile[]): Promise<PlannedFiles> {
  const [first, ...others] = files;
  try {
    return (await pool.run(files)) as PlannedFiles;
  } catch (error) {
    if (first && others.length === 0) return { files: [], problems: [crashOn(first.path, error)] };
    const alone: PlannedFiles[] = [];
    for (const file of files) alone.push(await planInWorker(pool, [file]));
    return inOne(alone);
  }
}

function inOne(results: readonly PlannedFiles[]): PlannedFiles {
  return {
    files: results.flatMap(({ files }) => files),
    problems: results.flatMap(({ problems }) => problems),
  };
}
