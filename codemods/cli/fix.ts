import { readConcurrency, readOptions } from '../options.js';
import { leaksLeftIn, sumUp } from './account.js';
import { EXIT } from './exit-codes.js';
import { type Run, tell } from './formats/index.js';
import type { Format } from './formats/names.js';
import { dirtyAmong } from './git.js';
import { planAll } from './plan-all.js';
import type { PlannedFile } from './plan-files.js';
import type { Problem } from './problem.js';
import { diffLines } from './report.js';
import { selectFiles, type SelectFlags } from './select.js';
import type { Terminal } from './terminal.js';
import { isChanged, writeAll, type ChangedFile, type Written } from './write-all.js';

/** What `ephemeron fix` can be told; texts are as the user wrote them. */
export interface FixFlags extends SelectFlags {
  readonly grade?: string;
  readonly ownership?: boolean;
  readonly only?: string;
  readonly certainty?: string;
  readonly homes?: string;
  readonly idNames?: string;
  readonly ignorePattern?: string;
  readonly dry?: boolean;
  readonly force?: boolean;
  readonly types?: boolean;
  readonly concurrency?: string;
  readonly format?: Format;
}

/** What came of writing; `isRefused` where nothing was written, because something stood in the way of all of it. */
type Outcome = Written & { readonly isRefused?: boolean };

const NOTHING: Outcome = { files: new Set(), problems: [], isInterrupted: false };

/**
 * `ephemeron fix`: runs the codemods over files and writes what they rewrite.
 *
 * The steps are: select files; plan each by itself; print the changes, or write them; account for all containers.
 *
 * @returns the exit code
 * @throws OptionError where a flag has a value that cannot be
 * @throws Error where git is needed and cannot be asked
 */
export async function fix(paths: readonly string[], flags: FixFlags, cwd: string, terminal: Terminal): Promise<number> {
  const { dry = false, force = false, types = false, format = 'text', since, shard, concurrency, ...rest } = flags;
  const options = readOptions(rest);
  const threads = readConcurrency(concurrency);
  const found = selectFiles(paths, { ...(since !== undefined && { since }), ...(shard !== undefined && { shard }) }, cwd);
  const { files, problems } = await planAll(found.files, { options, types, cwd }, threads, () => undefined);
  const changed = files.filter(isChanged);
  [...found.problems, ...problems].forEach(terminal.complain);

  if (dry && format === 'text') show(changed, terminal);
  const written = dry ? NOTHING : await write(changed, force, terminal);
  // People look first at what stands in the way; a document is always whole.
  if (written.isRefused && format === 'text') return EXIT.trouble;

  const troubles = [...found.problems, ...problems, ...written.problems];
  const unread = new Set([...found.problems, ...problems].map(({ path }) => path));
  const read = found.files.filter(({ path }) => !unread.has(path)).map(({ path }) => path);
  const account = sumUp(read, files.map((file) => ({ ...file, isWritten: written.files.has(file.real) })));
  const run: Run = {
    command: 'fix',
    options: { ...options, types, ...(since !== undefined && { since }), ...(shard !== undefined && { shard }), dry, force },
    cwd,
    account,
    problems: troubles,
    changes: changed.map(({ path, real, change }) => ({ path, ...change, isWritten: written.files.has(real) })),
  };
  await tell(run, format, dry ? 'would be rewritten (run without --dry)' : 'could not be written', terminal);
  if (written.isInterrupted) return EXIT.interrupted;
  if (troubles.length > 0) return EXIT.trouble;
  return leaksLeftIn(account) > 0 ? EXIT.leaks : EXIT.clean;
}

function show(changed: readonly ChangedFile[], { colors, print }: Terminal): void {
  for (const { path, change } of changed) diffLines(path, change.before, change.after, colors).forEach(print);
}

async function write(changed: readonly ChangedFile[], force: boolean, { complain }: Terminal): Promise<Outcome> {
  const dirty = force ? [] : dirtyOf(changed);
  const written = dirty.length > 0 ? { ...NOTHING, problems: dirty, isRefused: true } : await writeAll(changed);
  written.problems.forEach(complain);
  return written;
}

/** The files that have changes of their own, so that a rewrite could not be told from them. */
function dirtyOf(files: readonly PlannedFile[]): Problem[] {
  const dirty = dirtyAmong(files.map(({ real }) => real));
  const message = 'has uncommitted changes; nothing was written (commit or stash them, or pass --force)';
  return files.filter(({ real }) => dirty.has(real)).map(({ path }) => ({ path, message }));
}
