import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileChange, PlannedFile } from './plan-files.js';
import { problemWith, type Problem } from './problem.js';
import { replaceFiles, ReplaceError } from './write.js';

/** A file that does not stay as it is. */
export type ChangedFile = PlannedFile & { readonly change: FileChange };

/** What came of writing. */
export interface Written {
  /** The real paths of the files that hold their rewrite now. */
  readonly files: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  readonly isInterrupted: boolean;
}

export function isChanged(file: PlannedFile): file is ChangedFile {
  return file.change !== undefined;
}

/**
 * Writes files; those that must change together all or none. An interruption is heard between two such sets, so that each
 * file is either old or new.
 */
export async function writeAll(files: readonly ChangedFile[]): Promise<Written> {
  const written = new Set<string>();
  const problems: Problem[] = [];
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  try {
    for (const set of setsOf(files)) {
      await nextTurn();
      if (interruption.signal.aborted) break;
      const failed = writeSet(set);
      if (failed.length === 0) for (const { real } of set) written.add(real);
      problems.push(...failed);
    }
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt);
  }
  return { files: written, problems, isInterrupted: interruption.signal.aborted };
}

/** Writes all files of a set, or none; says of each why it was not written. */
function writeSet(set: readonly ChangedFile[]): Problem[] {
  try {
    replaceFiles(set.map(({ real, change }) => ({ path: real, old: change.before, text: change.after })));
    return [];
  } catch (error) {
    if (!(error instanceof ReplaceError)) throw error;
    const culprit = set.find(({ real }) => real === error.path);
    return set.map((file) =>
      file === culprit ? problemWith(file.path, error.cause) : { path: file.path, message: `left as it is: it changes together with ${culprit?.path}` },
    );
  }
}

/** The files in sets that must change together, in the order of each set's first file. */
export function setsOf(files: readonly ChangedFile[]): ChangedFile[][] {
  const sets = new Map<string, ChangedFile[]>(files.map((file) => [file.real, [file]]));
  for (const { real, together = [] } of files) {
    for (const other of together) join(sets, real, other);
  }
  return [...new Set(sets.values())];
}

/** Makes one set of those of two files. */
function join(sets: Map<string, ChangedFile[]>, one: string, other: string): void {
  const [into, from] = [sets.get(one), sets.get(other)];
  if (!into || !from || into === from) return;
  into.push(...from);
  for (const { real } of from) sets.set(real, into);
}
