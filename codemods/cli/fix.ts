import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AccountedContainer } from '../fate.js';
import { readOptions, type CodemodOptions } from '../options.js';
import { type Parse, parseSource } from '../parse.js';
import { planFile } from '../plan.js';
import { makeTypedParse } from '../typed-parse.js';
import { leaksLeftIn, sumUp } from './account.js';
import { EXIT } from './exit-codes.js';
import { findFiles, type FoundFile } from './files.js';
import { dirtyAmong } from './git.js';
import { crashOn, problemWith, type Problem } from './problem.js';
import { readSource, type ReadFile } from './read.js';
import { accountLines, diffLines, placeText } from './report.js';
import type { Terminal } from './terminal.js';
import { replaceFile } from './write.js';

/** What `ephemeron fix` can be told; texts are as the user wrote them. */
export interface FixFlags {
  readonly grade?: string;
  readonly ownership?: boolean;
  readonly certainty?: string;
  readonly homes?: string;
  readonly idNames?: string;
  readonly ignorePattern?: string;
  readonly dry?: boolean;
  readonly force?: boolean;
  readonly types?: boolean;
}

/** A file that was read, with what becomes of its containers. */
interface PlannedFile extends FoundFile {
  readonly containers: readonly AccountedContainer[];
  /** The file as it was read and as it should be; absent where it stays as it is. */
  readonly change?: { readonly before: ReadFile; readonly after: string };
}

type ChangedFile = PlannedFile & Required<Pick<PlannedFile, 'change'>>;

/**
 * `ephemeron fix`: runs the codemods over files and writes what they rewrite.
 *
 * @returns the exit code
 * @throws OptionError where a flag has a value that cannot be
 * @throws Error where git is needed and cannot be asked
 */
export async function fix(paths: readonly string[], flags: FixFlags, cwd: string, terminal: Terminal): Promise<number> {
  const { dry = false, force = false, types = false, ...rest } = flags;
  const options = readOptions(rest);
  const parse = types ? await makeTypedParse(cwd) : parseSource;
  const { files, problems } = findFiles(paths, cwd);
  let troubles = 0;
  const complain = (problem: Problem) => {
    troubles++;
    terminal.complain(problem);
  };
  problems.forEach(complain);

  const planned: PlannedFile[] = [];
  for (const file of files) {
    const plan = planOf(file, options, parse);
    if ('message' in plan) complain(plan);
    else planned.push(plan);
  }
  const changed = planned.filter((file): file is ChangedFile => file.change !== undefined);

  let written: Written = { paths: new Set(), isInterrupted: false };
  if (dry) {
    for (const { path, change } of changed) diffLines(path, change.before.text, change.after, terminal.colors).forEach(terminal.print);
  } else {
    const dirty = force ? new Set() : dirtyAmong(changed.map(({ real }) => real));
    if (dirty.size > 0) {
      const message = 'has uncommitted changes; nothing was written (commit or stash them, or pass --force)';
      for (const { path, real } of changed) if (dirty.has(real)) complain({ path, message });
      return EXIT.trouble;
    }
    written = await writeAll(changed, complain);
  }

  const account = sumUp(planned.length, planned.map((file) => ({ ...file, isWritten: written.paths.has(file.path) })));
  const unwritten = dry ? 'would be rewritten (run without --dry)' : 'could not be written';
  accountLines(account, unwritten, terminal.colors).forEach(terminal.print);
  if (written.isInterrupted) return EXIT.interrupted;
  if (troubles > 0) return EXIT.trouble;
  return leaksLeftIn(account) > 0 ? EXIT.leaks : EXIT.clean;
}

/** Reads and plans one file; a problem where that cannot be done. */
function planOf({ path, real }: FoundFile, options: CodemodOptions, parse: Parse): PlannedFile | Problem {
  const before = readSource(real, path);
  if ('message' in before) return before;
  try {
    const plan = planFile({ path, text: before.text }, options, parse);
    switch (plan.outcome) {
      case 'skipped':
        return { path, real, containers: [] };
      case 'planned': {
        const { containers, output: after } = plan;
        return { path, real, containers, ...(after !== before.text && { change: { before, after } }) };
      }
      case 'unparsed':
        return { path: placeText(path, plan.at), message: plan.message };
      case 'failed':
        return crashOn(path, plan.message);
      default:
        return plan satisfies never;
    }
  } catch (error) {
    return crashOn(path, error);
  }
}

interface Written {
  readonly paths: ReadonlySet<string>;
  readonly isInterrupted: boolean;
}

/** Writes the files one by one. An interruption is heard between two files, so that each is either old or new. */
async function writeAll(files: readonly ChangedFile[], complain: (problem: Problem) => void): Promise<Written> {
  const paths = new Set<string>();
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    for (const { path, real, change } of files) {
      await nextTurn();
      if (interruption.signal.aborted) break;
      try {
        replaceFile(real, change.before.bytes, change.after);
        paths.add(path);
      } catch (error) {
        complain(problemWith(path, error));
      }
    }
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  return { paths, isInterrupted: interruption.signal.aborted };
}
