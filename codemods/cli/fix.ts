import { dirname } from 'node:path';
import { type BudgetFlags, readBudget } from '../budget.js';
import { OptionError, readConcurrency, readOptions } from '../options.js';
import { forgetProjects } from '../project/files.js';
import { leaksLeftIn, sumUp, type Account } from './account.js';
import { EXIT } from './exit-codes.js';
import { type Run, tell } from './formats/index.js';
import type { Format } from './formats/names.js';
import { dirtyAmong } from './git.js';
import type { FoundFile } from './files.js';
import { type Concurrency, planAll } from './plan-all.js';
import { makePlanner, type PlannedFile, type PlannedFiles, type PlanSettings } from './plan-files.js';
import { evidenceFor, planTogether } from './plan-together.js';
import { hasFailed, type Problem } from './problem.js';
import { type Progress, startProgress } from './progress.js';
import { diffLines } from './report.js';
import { declined, review } from './review.js';
import { selectFiles, type SelectFlags } from './select.js';
import { removeLeftovers } from './temporaries.js';
import { type Terminal, whileRunning } from './terminal.js';
import { isChanged, writeAll, type ChangedFile, type Written } from './write-all.js';

/** What decides the rewrites that `ephemeron fix` makes; texts are as the user wrote them. */
export interface RewriteFlags {
  readonly grade?: string;
  readonly ownership?: boolean;
  readonly only?: string;
  readonly certainty?: string;
  readonly homes?: string;
  readonly idNames?: string;
  readonly ignorePattern?: string;
  readonly types?: boolean;
  readonly trust?: boolean;
  readonly format?: Format;
  readonly output?: string;
}

/** What `ephemeron fix` can be told; texts are as the user wrote them. */
export interface FixFlags extends RewriteFlags, SelectFlags, BudgetFlags {
  /** A heap snapshot that shows what leaks, or two of the same run. */
  readonly heap?: readonly string[];
  readonly dry?: boolean;
  readonly interactive?: boolean;
  readonly force?: boolean;
  readonly concurrency?: string;
}

/** What became of files that were planned. */
interface Outcome extends Written {
  readonly planned: readonly PlannedFile[];
  /** Was nothing written, because something stood in the way of all of it? */
  readonly isRefused?: boolean;
}

const NOTHING: Written = { files: new Set(), problems: [], isInterrupted: false };

/**
 * `ephemeron fix`: runs the codemods over files and writes what they rewrite.
 *
 * The steps are: select files; plan each by itself, then those whose fate depends on others together; print the changes,
 * or ask about them, or write them all; account for all containers.
 *
 * @returns the exit code
 * @throws OptionError where a flag has a value that cannot be
 * @throws Error where git is needed and cannot be asked
 */
export async function fix(paths: readonly string[], flags: FixFlags, cwd: string, terminal: Terminal): Promise<number> {
  const { dry = false, interactive = false, force = false, types = false, trust = false, format = 'text', since, shard, concurrency, heap, ...rest } = flags;
  const settings = { options: readOptions(rest), types, trust, cwd, budget: readBudget(flags) };
  const threads = readConcurrency(concurrency);
  if (interactive && !isAttended()) throw new OptionError('--interactive needs a terminal to ask at');
  const selection = { ...(since !== undefined && { since }), ...(shard !== undefined && { shard }) };
  forgetProjects();
  const found = selectFiles(paths, selection, cwd);
  if (!dry) removeLeftovers(found.files.map(({ real }) => dirname(real)));

  const progress = startProgress();
  const { files: planned, problems } = await planFiles(found.files, settings, threads, progress).finally(progress.end);
  const unread = [...found.problems, ...problems];
  unread.forEach(terminal.complain);

  const mode = dry ? 'dry' : interactive ? 'interactive' : 'write';
  const outcome = await settle(planned, { mode, force, settings }, whileRunning(terminal, format));
  // People look first at what stands in the way; a document is always whole.
  if (outcome.isRefused && format === 'text') return EXIT.trouble;

  const told = heap ? await (await import('./heap-check.js')).offerByHeap(heap, outcome.planned, found.files, cwd, trust) : outcome.planned;
  const isWritten = ({ real }: PlannedFile) => outcome.files.has(real);
  const unreadPaths = new Set(unread.map(({ path }) => path));
  const run: Run = {
    command: 'fix',
    options: { ...settings.options, types, ...selection, dry, force },
    cwd,
    account: sumUp(
      found.files.map(({ path }) => path).filter((path) => !unreadPaths.has(path)),
      told.map((file) => ({ ...file, isWritten: isWritten(file) })),
    ),
    problems: [...unread, ...outcome.problems],
    changes: outcome.planned.filter(isChanged).map((file) => ({ path: file.path, ...file.change, isWritten: isWritten(file) })),
  };
  await tell(run, format, dry ? 'would be rewritten (run without --dry)' : 'could not be written', terminal);
  return outcome.isInterrupted ? EXIT.interrupted : exitCodeOf(run);
}

async function planFiles(files: readonly FoundFile[], settings: PlanSettings, threads: Concurrency, progress: Progress): Promise<PlannedFiles> {
  progress.begin(files.length, 'files');
  return planTogether(await planAll(files, settings, threads, progress.advance), settings, progress);
}

/** The exit code of a run that came to its end. */
export function exitCodeOf({ problems, account }: { readonly problems: readonly Problem[]; readonly account: Account }): number {
  if (hasFailed(problems)) return EXIT.trouble;
  return leaksLeftIn(account) > 0 ? EXIT.leaks : EXIT.clean;
}

interface Settling {
  readonly mode: 'dry' | 'interactive' | 'write';
  readonly force: boolean;
  readonly settings: PlanSettings;
}

async function settle(planned: readonly PlannedFile[], { mode, force, settings }: Settling, terminal: Terminal): Promise<Outcome> {
  const changed = planned.filter(isChanged);
  if (mode === 'dry') {
    show(changed, terminal);
    return { ...NOTHING, planned };
  }
  const dirty = force ? [] : dirtyOf(changed);
  dirty.forEach(terminal.complain);
  if (dirty.length > 0) return { ...NOTHING, planned, problems: dirty, isRefused: true };
  if (mode === 'interactive') return ask(planned, changed, settings, terminal);
  const written = await writeAll(changed);
  written.problems.forEach(terminal.complain);
  return { ...written, planned };
}

function show(changed: readonly ChangedFile[], { colors, print }: Terminal): void {
  for (const { path, change } of changed) diffLines(path, change.before, change.after, colors).forEach(print);
}

/** The files that have changes of their own, so that a rewrite could not be told from them. */
function dirtyOf(files: readonly PlannedFile[]): Problem[] {
  const dirty = dirtyAmong(files.map(({ real }) => real));
  const message = 'has uncommitted changes; nothing was written (commit or stash them, or pass --force)';
  return files.filter(({ real }) => dirty.has(real)).map(({ path }) => ({ path, message }));
}

/** Asks about each rewrite, and writes each file as soon as its last question is answered. */
async function ask(planned: readonly PlannedFile[], changed: readonly ChangedFile[], settings: PlanSettings, terminal: Terminal): Promise<Outcome> {
  const { askOnTerminal, InterruptedError } = await import('./prompt.js');
  const planners = [await makePlanner(settings), await makePlanner(settings, evidenceFor(settings))];
  const reviewed = new Map<string, PlannedFile>();
  const files = new Set<string>();
  const problems: Problem[] = [];
  let isInterrupted = false;
  try {
    for await (const set of review(changed, planners, askOnTerminal())) {
      for (const file of set) reviewed.set(file.real, file);
      const written = await writeAll(set.filter(isChanged));
      for (const file of written.files) files.add(file);
      written.problems.forEach(terminal.complain);
      problems.push(...written.problems);
      isInterrupted = written.isInterrupted;
      if (isInterrupted) break;
    }
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    isInterrupted = true;
  }
  const settled = (file: PlannedFile) => reviewed.get(file.real) ?? (isChanged(file) ? declined(file) : file);
  return { planned: planned.map(settled), files, problems, isInterrupted };
}

/** Is somebody there to answer? */
function isAttended(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}
