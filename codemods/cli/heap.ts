import ephemeron from '../../rules/index.js';
import { isLeak, LEAST_BYTES, MOST_BYTES } from '../../heap/index.js';
import { readBudget } from '../budget.js';
import { DEFAULTS, OptionError } from '../options.js';
import { forgetProjects } from '../project/files.js';
import { EXIT } from './exit-codes.js';
import { findFiles, type FoundFile, isSupported } from './files.js';
import { gatherEvidence, type HeapReport, SnapshotProblem } from './heap-evidence.js';
import { tellHeap } from './formats/heap.js';
import type { HeapFormat } from './formats/names.js';
import { planAll } from './plan-all.js';
import type { PlannedFiles, PlanSettings } from './plan-files.js';
import { hasFailed } from './problem.js';
import { startProgress } from './progress.js';
import type { Terminal } from './terminal.js';

/** What `ephemeron heap` can be told; texts are as the user wrote them. */
export interface HeapFlags {
  readonly format?: HeapFormat;
  readonly output?: string;
  /** The most that a container may keep alone, such as `10MB`. */
  readonly failOver?: string;
  /** Fail where a container has grown, by so much where a size is given. */
  readonly failGrowth?: string | true;
  readonly minSize?: string;
  readonly maxSize?: string;
  readonly sources?: string;
  readonly trust?: boolean;
  readonly all?: boolean;
}

/**
 * `ephemeron heap`: what the containers of a heap keep, by name and line, and what of it would be free if they held it weakly.
 *
 * @param args one snapshot, or two of the same run, then the paths of the code
 * @returns the exit code
 * @throws OptionError where a flag has a value that cannot be
 */
export async function heap(args: readonly string[], flags: HeapFlags, cwd: string, terminal: Terminal): Promise<number> {
  const { snapshots, paths } = sortArguments(args);
  return report(snapshots, paths, flags, cwd, terminal);
}

/** Tells what one or two snapshots show. */
export async function report(snapshots: readonly string[], paths: readonly string[], flags: HeapFlags, cwd: string, terminal: Terminal): Promise<number> {
  const limits = readLimits(flags);
  if (limits.growth !== undefined && snapshots.length < 2) throw new OptionError('--fail-growth needs two snapshots of the same run');
  forgetProjects();
  const found = paths.length === 0 ? undefined : findFiles(paths, cwd);
  const progress = startProgress();
  try {
    const told = await gatherEvidence({
      snapshots,
      cwd,
      most: limits.most,
      least: limits.least,
      folders: [...paths, ...(flags.sources === undefined ? [] : [flags.sources])],
      progress,
      plan: (files) => planFiles(found?.files ?? files, cwd, flags.trust ?? false),
    }).finally(progress.end);
    const all = { ...told, problems: [...(found?.problems ?? []), ...told.problems] };
    all.problems.forEach(terminal.complain);
    await tellHeap(all, flags.format ?? 'text', { isWhole: flags.all ?? false }, terminal);
    return hasFailed(all.problems) ? EXIT.trouble : exitCodeOf(all, limits);
  } catch (error) {
    if (!(error instanceof SnapshotProblem)) throw error;
    terminal.complain(error.problem);
    return EXIT.trouble;
  }
}

/** Judges files as `check --preset strict` does. */
export async function planFiles(files: readonly FoundFile[], cwd: string, trust: boolean): Promise<PlannedFiles> {
  const rules = Object.keys(ephemeron.configs.strict.rules ?? {});
  const settings: PlanSettings = { options: { ...DEFAULTS, certainty: 'possible' }, types: false, trust, cwd, rules, budget: readBudget({}) };
  return planAll(files, settings, 'auto', () => undefined);
}

interface Limits {
  readonly most: number;
  readonly least: number;
  /** The most that a container may keep alone, in bytes. */
  readonly over?: number;
  /** By how much a container may grow, in bytes. */
  readonly growth?: number;
}

function readLimits({ failOver, failGrowth, minSize, maxSize }: HeapFlags): Limits {
  return {
    most: maxSize === undefined ? MOST_BYTES : readSize('max-size', maxSize),
    least: minSize === undefined ? LEAST_BYTES : readSize('min-size', minSize),
    ...(failOver !== undefined && { over: readSize('fail-over', failOver) }),
    ...(failGrowth !== undefined && { growth: failGrowth === true ? 0 : readSize('fail-growth', failGrowth) }),
  };
}

/** With a limit, only what is beyond it fails; without one, any leak does. */
function exitCodeOf({ entries }: HeapReport, { over, growth }: Limits): number {
  const isOver = over !== undefined && entries.some(({ freed, says }) => says !== 'weak' && freed.bytes > over);
  const hasGrown = growth !== undefined && entries.some((entry) => entry.says === 'grows' || (isLeak(entry) && entry.growth !== undefined && entry.growth.entries > 0) ? (entry.growth?.bytes ?? 0) > growth : false);
  if (over === undefined && growth === undefined) return entries.some(isLeak) ? EXIT.leaks : EXIT.clean;
  return isOver || hasGrown ? EXIT.leaks : EXIT.clean;
}

/** The first argument is a snapshot, the second is one by its name; a name without an ending that code has is no path of code. */
function sortArguments(args: readonly string[]): { readonly snapshots: readonly string[]; readonly paths: readonly string[] } {
  const [first, second, ...others] = args;
  if (first === undefined) throw new OptionError('heap takes a heap snapshot (heap app.heapsnapshot src), or --run and a command');
  if (isSupported(first)) throw new OptionError(`heap takes a heap snapshot first, and ${JSON.stringify(first)} is code (heap app.heapsnapshot ${first})`);
  if (second !== undefined && isSnapshot(second)) {
    const [third] = others;
    if (third !== undefined && isSnapshot(third)) throw new OptionError('heap takes one snapshot, or two of the same run');
    return { snapshots: [first, second], paths: others };
  }
  return { snapshots: [first], paths: args.slice(1) };
}

function isSnapshot(path: string): boolean {
  return /\.(?:heapsnapshot|heapsnapshot\.json)$/.test(path);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1e3, kb: 1e3, kib: 2 ** 10, m: 1e6, mb: 1e6, mib: 2 ** 20, g: 1e9, gb: 1e9, gib: 2 ** 30 };

/**
 * Reads a size, such as `10MB` or `512kB`.
 *
 * @throws OptionError where it is none
 */
export function readSize(name: string, raw: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(raw.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (digits === '' || factor === undefined) throw new OptionError(`${name} must be a size, such as 10MB, not ${JSON.stringify(raw)}`);
  return Number(digits) * factor;
}
