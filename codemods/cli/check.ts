import ephemeron from '../../rules/index.js';
import type { Preset } from '../../rules/presets.js';
import { type BudgetFlags, readBudget } from '../budget.js';
import { DEFAULTS, OptionError, readConcurrency, readMaxWarnings, readReportOptions } from '../options.js';
import { forgetProjects } from '../project/files.js';
import { counts, type Entry, sumUp } from './account.js';
import { FILE as SUPPRESSIONS, writeBulkSuppressions } from './bulk-suppressions.js';
import { EXIT } from './exit-codes.js';
import { findFiles } from './files.js';
import { type Run, tell } from './formats/index.js';
import type { Format } from './formats/names.js';
import { findingLines } from './formats/findings.js';
import { levelOf } from './formats/level.js';
import { summaryLines } from './formats/summary.js';
import { count } from './formats/text.js';
import { planAll } from './plan-all.js';
import type { PlanSettings } from './plan-files.js';
import { NONE as NO_PROGRESS, startProgress } from './progress.js';
import { hasFailed, sortProblems } from './problem.js';
import type { Terminal } from './terminal.js';

/** What `ephemeron check` can be told; texts are as the user wrote them. */
export interface CheckFlags extends BudgetFlags {
  readonly preset: Preset;
  /** The rules to run in place of those of the preset. */
  readonly rules?: string;
  readonly certainty?: string;
  readonly homes?: string;
  readonly idNames?: string;
  readonly ignorePattern?: string;
  readonly types?: boolean;
  readonly trust?: boolean;
  readonly format?: Format;
  readonly output?: string;
  readonly concurrency?: string;
  /** A heap snapshot to join the findings with, or two of the same run. */
  readonly heap?: readonly string[];
  /** Numbers in place of the findings. */
  readonly summary?: boolean;
  /** The findings alone. */
  readonly quiet?: boolean;
  /** How many findings that are not proven are in order. */
  readonly maxWarnings?: string;
  /** Write all findings down as known, in `eslint-suppressions.json`. */
  readonly suppressAll?: boolean;
  /** Take out of that file what is not found any more. */
  readonly pruneSuppressions?: boolean;
}

/** The lowest certainty that each preset reports. */
const LOWEST = { recommended: 'likely', strict: 'possible' } as const satisfies Record<Preset, string>;

/**
 * `ephemeron check`: tells what the rules of a preset report, and what `ephemeron fix` could do about it. The steps are
 * those of a dry run of `fix` but for its last, so that the two cannot disagree.
 *
 * @returns the exit code
 * @throws OptionError where a flag has a value that cannot be
 */
export async function check(paths: readonly string[], flags: CheckFlags, cwd: string, terminal: Terminal): Promise<number> {
  const { preset, rules, types = false, trust = false, format = 'text', concurrency, heap, summary = false, quiet = false, maxWarnings, suppressAll = false, pruneSuppressions = false, ...rest } = flags;
  const options = readReportOptions({ certainty: LOWEST[preset], ...rest });
  const threads = readConcurrency(concurrency);
  const most = readMaxWarnings(maxWarnings);
  forgetProjects();
  const found = findFiles(paths, cwd);
  const settings: PlanSettings = { options: { ...DEFAULTS, ...options }, types, trust, cwd, rules: rules === undefined ? rulesOf(preset) : readRules(rules), budget: readBudget(flags) };

  const progress = quiet ? NO_PROGRESS : startProgress();
  progress.begin(found.files.length, 'files');
  const { files: planned, problems: met } = await planAll(found.files, settings, threads, progress.advance).finally(progress.end);
  const files = heap ? await (await import('./heap-check.js')).joinHeap(heap, planned, found.files, cwd) : planned;
  const problems = [...found.problems, ...met];
  (quiet ? sortProblems(problems).failed : problems).forEach(terminal.complain);

  const unread = new Set(met.map(({ path }) => path));
  const read = found.files.map(({ path }) => path).filter((path) => !unread.has(path));
  const run: Run = {
    command: 'check',
    options: { preset, ...(rules !== undefined && { rules: readRules(rules) }), types, ...options },
    cwd,
    account: sumUp(read, files.map(({ path, containers }) => ({ path, containers, isWritten: false }))),
    problems,
  };
  if (suppressAll || pruneSuppressions) {
    const known = writeBulkSuppressions(cwd, run.account, suppressAll ? 'all' : 'prune');
    // The other formats are for programs, which take nothing but the report.
    if (format === 'text') terminal.print(`${SUPPRESSIONS} counts ${count(known, 'finding')}`);
    else if (suppressAll) await tell(run, format, UNWRITTEN, terminal);
    if (suppressAll) return hasFailed(problems) ? EXIT.trouble : EXIT.clean;
  }
  if (format !== 'text') await tell(run, format, UNWRITTEN, terminal);
  else if (summary) for (const line of summaryLines(run.account, problems, terminal)) terminal.print(line);
  else {
    for (const line of findingLines(run.account, terminal)) terminal.print(line);
    if (!quiet) await tell(run, format, UNWRITTEN, terminal);
  }
  if (hasFailed(problems)) return EXIT.trouble;
  return isTooMuch(run.account.entries.filter(counts), most) ? EXIT.leaks : EXIT.clean;
}

const UNWRITTEN = 'can be rewritten (ephemeron fix)';

/** What is proven is always too much; of the rest there may be some. */
function isTooMuch(found: readonly Entry[], most: number): boolean {
  return found.length > most || found.some((entry) => levelOf(entry) === 'error');
}

function rulesOf(preset: Preset): readonly string[] {
  return Object.keys(ephemeron.configs[preset].rules ?? {});
}

/** Reads rules by their names, with or without that of the plugin. */
function readRules(raw: string): readonly string[] {
  return raw.split(',').map((name) => {
    const short = name.trim().replace(/^ephemeron\//, '');
    if (!(short in (ephemeron.rules ?? {}))) throw new OptionError(`rules must be names of rules with commas between, and ${JSON.stringify(name)} is none`);
    return `ephemeron/${short}`;
  });
}
