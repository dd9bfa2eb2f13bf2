import type { AccountedContainer } from '../fate.js';
import type { Budget } from '../budget.js';
import type { CodemodOptions } from '../options.js';
import { parseFor, type RefuseDeep } from '../parse.js';
import { type FilePlan, judgeFile, planFile, type PlanHooks } from '../plan.js';
import type { Asked } from '../project/elsewhere-of.js';
import { readBulkSuppressions } from './bulk-suppressions.js';
import type { FoundFile } from './files.js';
import { crashOn, type Problem } from './problem.js';
import { readSource } from './read.js';

/*
 * What to do with each file. This runs in any thread, and so all that goes in and comes out is plain data.
 */

/** What decides how files are planned. */
export interface PlanSettings {
  readonly options: CodemodOptions;
  /** Read types from the nearest tsconfig.json, where there is one and it includes the file. */
  readonly types: boolean;
  /** May the parsers that the tree has installed be run? */
  readonly trust: boolean;
  /** The folder that the paths of files start from. */
  readonly cwd: string;
  /** The full names of the rules that report, where nothing is rewritten. */
  readonly rules?: readonly string[];
  /** What each file may take; as much as it needs where absent. */
  readonly budget?: Budget;
  /** Is each file planned in a process that has nothing else to do, and the largest stack there is? */
  readonly isApart?: boolean;
}

/** A file as it was read and as it should be, with the byte order mark where it has one. */
export interface FileChange {
  readonly before: string;
  readonly after: string;
}

/** A file that was read, with what becomes of its containers. */
export interface PlannedFile extends FoundFile {
  readonly containers: readonly AccountedContainer[];
  /** Absent where the file stays as it is. */
  readonly change?: FileChange;
  /** What other files were asked for it, as they are on the disk; `all` where they would have to change together. */
  readonly asked?: Asked | 'all';
  /** The real paths of files that must change together with this one, or else none of them may. */
  readonly together?: readonly string[];
}

/** What came of planning some files. */
export interface PlannedFiles {
  /** Those that hold a container, or a mistake to mend, in the order in which they were given. */
  readonly files: readonly PlannedFile[];
  readonly problems: readonly Problem[];
}

/** A file to plan in a process of its own. */
export interface ForOwnProcess extends FoundFile {
  readonly isForOwnProcess: true;
}

/**
 * Plans a file; a problem where that cannot be done, and nothing where the file holds nothing of interest.
 *
 * @param text what the file holds, with any byte order mark; read from the disk where absent
 * @param decide asked about every container that the options allow to rewrite; all are rewritten where absent
 */
export type Planner = (file: FoundFile, text?: string, decide?: PlanHooks['decide']) => PlannedFile | Problem | undefined;

/**
 * How the files of a run are read, and what is old in them.
 *
 * @param refuseDeep refuses what is nested too deeply for the stack; a try in a process of its own where absent
 * @throws Error where the bulk suppressions cannot be read
 * @throws MissingPackageError where types are asked for and what reads them is not installed
 */
export async function hooksFor({ types, trust, cwd, budget }: PlanSettings, refuseDeep?: RefuseDeep): Promise<Pick<PlanHooks, 'parse' | 'quieted' | 'budget'>> {
  const parse = types ? (await import('../typed-parse.js')).makeTypedParse(cwd, trust, refuseDeep) : parseFor(trust, refuseDeep);
  return { quieted: readBulkSuppressions(cwd), parse, budget };
}

/**
 * Prepares to plan files.
 *
 * @param aroundOf finds what is around a file, by its real path; nothing where absent
 * @param refuseDeep as for `hooksFor`
 * @throws MissingPackageError where types are asked for and what reads them is not installed
 */
export async function makePlanner(settings: PlanSettings, aroundOf?: (real: string) => PlanHooks['around'], refuseDeep?: RefuseDeep): Promise<Planner> {
  const hooks = await hooksFor(settings, refuseDeep);
  const { options } = settings;
  const rules = settings.rules && new Set(settings.rules);
  return (file, text, decide) => {
    const read = text === undefined ? readSource(file.real, file.path) : { text };
    if ('message' in read) return read;
    try {
      const subject = { path: file.path, text: read.text };
      const around = aroundOf?.(file.real);
      return readPlan(file, read.text, rules ? judgeFile(subject, options, rules, { ...hooks, around }) : planFile(subject, options, { ...hooks, decide, around }));
    } catch (error) {
      return crashOn(file.path, error);
    }
  };
}

/** What a plan says of a file: its containers and its change, a problem, or nothing of interest. */
export function readPlan({ path, real }: FoundFile, before: string, plan: FilePlan): PlannedFile | Problem | undefined {
  switch (plan.outcome) {
    case 'skipped':
      return undefined;
    case 'planned': {
      const { containers, output: after } = plan;
      if (containers.length === 0) return undefined;
      return { path, real, containers, ...(after !== before && { change: { before, after } }) };
    }
    case 'unparsed':
      return { path, at: plan.at, message: plan.message };
    case 'unjudged':
      return { path, message: plan.because, isLeftOut: true };
    case 'failed':
      return crashOn(path, plan.message);
    default:
      return plan satisfies never;
  }
}

/** Sorts what a planner has said of some files. */
export function gather(plans: readonly (ReturnType<Planner> | ForOwnProcess)[]): PlannedFiles & { readonly forOwnProcess: readonly FoundFile[] } {
  return {
    files: plans.filter((plan) => plan !== undefined && 'containers' in plan),
    problems: plans.filter((plan) => plan !== undefined && 'message' in plan),
    forOwnProcess: plans.filter((plan) => plan !== undefined && 'isForOwnProcess' in plan),
  };
}
