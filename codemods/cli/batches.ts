import { statSync } from 'node:fs';
import type { FoundFile } from './files.js';

/** What one file costs whatever its size, in bytes that could be read instead. */
const COST_OF_FILE = 4_096;

/** How much one thread takes at a time: little enough that all end at about the same time. */
const BATCH = 262_144;

/** What costs more is planned by itself. People write no such files; few of those that tools write are smaller and still take longer than others. */
const LARGE = 1_048_576;

/**
 * Batches of files, of which several threads take the next one whenever they are done with another: none waits for a thread that is
 * at work. Plain data and memory that all threads share.
 */
export interface Batches {
  readonly batches: readonly (readonly FoundFile[])[];
  /** How many have been taken. */
  readonly taken: Int32Array;
}

/** No index of a batch. */
export const NO_BATCH = -1;

/** Batches of which none has been taken. */
export function untaken(batches: Batches['batches']): Batches {
  return { batches, taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

/** Takes one batch after the other, each with its index, until none is left. */
export function* takeFrom({ batches, taken }: Batches): Generator<readonly [index: number, batch: readonly FoundFile[]]> {
  for (;;) {
    const index = Atomics.add(taken, 0, 1);
    const batch = batches[index];
    if (!batch) return;
    yield [index, batch];
  }
}

/** Leaves no batch for anybody. */
export function takeAll({ batches, taken }: Batches): void {
  Atomics.store(taken, 0, batches.length);
}

/** Deals files into batches of about the same cost, in the order of the files; `large` are those that are planned by themselves. */
export function inBatches(files: readonly FoundFile[]): { readonly batches: Batches['batches']; readonly cost: number; readonly large: readonly FoundFile[] } {
  const batches: FoundFile[][] = [];
  const large: FoundFile[] = [];
  let inLast = Infinity;
  let whole = 0;
  for (const file of files) {
    const cost = costOf(file);
    whole += cost;
    if (cost > LARGE) {
      large.push(file);
      continue;
    }
    inLast += cost;
    if (inLast <= BATCH) batches.at(-1)?.push(file);
    else {
      batches.push([file]);
      inLast = cost;
    }
  }
  return { batches, cost: whole, large };
}

function costOf({ real }: FoundFile): number {
  try {
    return COST_OF_FILE + statSync(real).size;
  } catch {
    // What cannot be read is told when it is read.
    return COST_OF_FILE;
  }
}
