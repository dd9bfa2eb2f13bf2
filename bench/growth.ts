/** How the time for one file grows with what is in it. */
import { tuneEngine } from '../codemods/cli/tune-engine.js';
import { readOptions } from '../codemods/options.js';
import { type FilePlan, judgeFile, planFile } from '../codemods/plan.js';
import plugin from '../rules/index.js';
import { SHAPES } from './shapes.js';
import { median } from './timing.js';

/** The time that a shape of code takes, by its size. */
export interface Growth {
  readonly shape: string;
  /** Milliseconds of processor time, a median for each size. */
  readonly times: readonly { readonly size: number; readonly milliseconds: number }[];
  /** By how much the time grows where the size doubles: the geometric mean over all doublings. */
  readonly perDoubling: number;
}

/**
 * Plans the fix of programs of growing size, and judges them.
 *
 * @param sizes each one twice the one before
 * @param rounds how many at least; shapes whose rounds are short get more
 * @param onMeasured is told of each shape when it is done
 */
export function measureGrowth(sizes: readonly number[], rounds: number, onMeasured: (growth: Growth) => void): readonly Growth[] {
  tuneEngine();
  return Object.entries(WORKS).flatMap(([what, work]) => Object.entries(SHAPES).map(([shape, write]) => {
    const growth = growthOf(`${what}: ${shape}`, work, sizes.map(write), sizes, rounds);
    onMeasured(growth);
    return growth;
  }));
}

type Work = (text: string) => FilePlan;

/** What is measured: `fix`, and all rules of the stricter preset, which are those of the other one and more. */
const WORKS: Readonly<Record<string, Work>> = {
  fix: (text) => planFile({ path: 'program.ts', text }, readOptions({})),
  'check --preset strict': (text) => judgeFile({ path: 'program.ts', text }, readOptions({ certainty: 'possible' }), new Set(Object.keys(plugin.configs.strict.rules ?? {}))),
};

function growthOf(shape: string, work: Work, programs: readonly string[], sizes: readonly number[], rounds: number): Growth {
  // Unmeasured: lets the compiler see the code.
  timeOf(programs[0] ?? '', work);
  const series = programs.map((): number[] => []);
  const start = performance.now();
  for (let round = 0; round < rounds || (round < MOST_ROUNDS && performance.now() - start < IN_ALL); round++) {
    programs.forEach((program, size) => series[size]?.push(timeOf(program, work)));
  }
  const times = sizes.map((size, index) => ({ size, milliseconds: median(series[index] ?? []) }));
  const whole = (times.at(-1)?.milliseconds ?? NaN) / (times[0]?.milliseconds ?? NaN);
  return { shape, times, perDoubling: whole ** (1 / (sizes.length - 1)) };
}

/** How long each shape is measured, in milliseconds, as long as that takes no more than so many rounds. */
const IN_ALL = 10_000;
const MOST_ROUNDS = 15;

/** How much processor time is measured at once, in milliseconds: so much that some collections of garbage fall into it. */
const AT_ONCE = 250;

/** The processor time for one run of a program, which other processes do not stretch; short ones are repeated. */
function timeOf(text: string, work: Work): number {
  const before = process.cpuUsage();
  for (let runs = 1; ; runs++) {
    const plan = work(text);
    if (plan.outcome !== 'planned') throw new Error(`a program was ${plan.outcome}: ${text.slice(0, 200)}`);
    const { user, system } = process.cpuUsage(before);
    const milliseconds = (user + system) / 1000;
    if (milliseconds >= AT_ONCE) return milliseconds / runs;
  }
}
