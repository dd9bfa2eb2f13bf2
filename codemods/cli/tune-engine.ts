import { setFlagsFromString } from 'node:v8';

/**
 * By how much the heap of a thread may grow, in percent, before its garbage is collected. Trees are most of it and none lives
 * long, so that V8's own measure, up to four times, is garbage for the most part.
 */
const GROWTH = 50;

/**
 * How long code must run before V8 optimises it, some fifteen times as long as it would have it. A run is short, and each file
 * is of another kind: what is optimised early is compiled anew again and again, for which the second processor is better used.
 */
const INTERRUPT_BUDGET = 1_000_000;

/**
 * The flags for a version of V8, which says so on the standard error where it is given one that it does not know.
 *
 * @param version such as `11.3.244.8-node.26`; from 12 on, V8 has a second compiler before the costly one, and no budget
 */
export function flagsFor(version: string): readonly string[] {
  const growth = `--heap-growing-percent=${GROWTH}`;
  return Number.parseInt(version, 10) < 12 ? [growth, `--interrupt-budget=${INTERRUPT_BUDGET}`] : [growth];
}

/** Has V8 run in a way that suits a program that reads many files once each. */
export function tuneEngine(): void {
  for (const flag of flagsFor(process.versions.v8)) setFlagsFromString(flag);
}
