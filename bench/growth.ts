/** How the time for one file grows with what is in it. */
import { execFileSync } from 'node:child_process';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
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

/** One shape under one work. */
interface Row {
  readonly what: string;
  readonly shape: string;
  readonly sizes: readonly number[];
  /** How many rounds at least; shapes whose rounds are short get more. */
  readonly rounds: number;
}

/**
 * Plans the fix of programs of growing size, and judges them. Each shape has a process of its own: code that was compiled for
 * other shapes, and the heap that they left, count for the larger programs more than for the small ones.
 *
 * @param sizes each one twice the one before
 * @param rounds how many at least
 * @param onMeasured is told of each shape when it is done
 */
export function measureGrowth(sizes: readonly number[], rounds: number, onMeasured: (growth: Growth) => void): readonly Growth[] {
  return Object.keys(WORKS).flatMap((what) => Object.keys(SHAPES).map((shape) => {
    const row: Row = { what, shape, sizes, rounds };
    const growth = JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', import.meta.filename, JSON.stringify(row)], { encoding: 'utf8' })) as Growth;
    onMeasured(growth);
    return growth;
  }));
}

type Work = (text: string) => void;

/** What is measured: `fix`, `check` in both presets, and all rules in ESLint. */
const WORKS: Readonly<Record<string, Work>> = {
  fix: (text) => { assertPlanned(planFile({ path: 'program.ts', text }, readOptions({})), text); },
  check: judging('recommended', 'likely'),
  'check --preset strict': judging('strict', 'possible'),
  'the rules in ESLint': (text) => {
    const fatal = new Linter().verify(text, LINTED, 'program.ts').find((message) => message.fatal);
    if (fatal) throw new Error(`a program was not linted: ${fatal.message}`);
  },
};

const LINTED: Linter.Config = { ...plugin.configs.strict, files: ['**/*.ts'], languageOptions: { parser } };

function judging(preset: 'recommended' | 'strict', certainty: 'likely' | 'possible'): Work {
  const rules = new Set(Object.keys(plugin.configs[preset].rules ?? {}));
  return (text) => { assertPlanned(judgeFile({ path: 'program.ts', text }, readOptions({ certainty }), rules), text); };
}

function assertPlanned({ outcome }: FilePlan, text: string): void {
  if (outcome !== 'planned') throw new Error(`a program was ${outcome}: ${text.slice(0, 200)}`);
}

function growthOf({ what, shape, sizes, rounds }: Row): Growth {
  const work = WORKS[what];
  const write = SHAPES[shape];
  if (!work || !write) throw new Error(`there is no shape ${shape} under ${what}`);
  const programs = sizes.map(write);
  // Unmeasured: lets the compiler see the code.
  timeOf(programs[0] ?? '', work);
  const series = programs.map((): number[] => []);
  const start = performance.now();
  for (let round = 0; round < rounds || (round < MOST_ROUNDS && performance.now() - start < IN_ALL); round++) {
    programs.forEach((program, size) => series[size]?.push(timeOf(program, work)));
  }
  const times = sizes.map((size, index) => ({ size, milliseconds: median(series[index] ?? []) }));
  const whole = (times.at(-1)?.milliseconds ?? NaN) / (times[0]?.milliseconds ?? NaN);
  return { shape: `${what}: ${shape}`, times, perDoubling: whole ** (1 / (sizes.length - 1)) };
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
    work(text);
    const { user, system } = process.cpuUsage(before);
    const milliseconds = (user + system) / 1000;
    if (milliseconds >= AT_ONCE) return milliseconds / runs;
  }
}

// The process of one row.
if (process.argv[1] === import.meta.filename) {
  tuneEngine();
  process.stdout.write(JSON.stringify(growthOf(JSON.parse(process.argv[2] ?? '') as Row)));
}
