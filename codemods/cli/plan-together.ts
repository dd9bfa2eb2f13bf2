import { relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PlanSurroundings } from '../plan.js';
import { projectAround } from '../project/files.js';
import { ProjectPlanner, type ProjectChanges } from '../project/planner.js';
import type { FoundFile } from './files.js';
import { hooksFor, readPlan, type PlannedFile, type PlannedFiles, type PlanSettings } from './plan-files.js';
import { crashOn, type Problem } from './problem.js';
import type { Progress } from './progress.js';
import { readSource } from './read.js';

/**
 * The second phase of `fix`: files whose rewrites change others, and those whose evidence is no longer what it was once other
 * plans are carried out, are planned again, one after the other. A rewrite may change files that were not selected, too; they
 * are added.
 *
 * @param planned what the first phase has come to
 * @param progress is told of each file
 */
export async function planTogether(planned: PlannedFiles, settings: PlanSettings, progress: Progress): Promise<PlannedFiles> {
  const open = planned.files.filter(({ asked }) => asked);
  if (open.length === 0) return planned;
  const planner = new ProjectPlanner(settings.options, await hooksFor(settings), settings.trust);
  const settle = ({ real, change }: PlannedFile) => {
    if (change) planner.settle({ path: real, text: change.before }, change.after);
  };
  const settled = planned.files.filter(({ asked }) => !asked);
  settled.forEach(settle);

  progress.begin(open.length, 'files with the rest of their project');
  const results: (PlannedFile | Problem)[] = [];
  for (const { asked, ...file } of open) {
    if (asked && asked !== 'all' && planner.holds(file.real, asked)) {
      settle(file);
      results.push(file);
    } else {
      await nextTurn();
      results.push(planAgain(file, planner));
    }
    progress.advance(1);
  }
  const problems = results.filter((result): result is Problem => 'message' in result);
  const files = [...settled, ...results.filter((result): result is PlannedFile => 'containers' in result)];
  const order = new Map(planned.files.map(({ real }, index) => [real, index]));
  return {
    files: withChanges(files, planner.changes(), settings.cwd).sort((a, b) => (order.get(a.real) ?? Infinity) - (order.get(b.real) ?? Infinity)),
    problems: [...planned.problems, ...problems],
  };
}

/** What the project shows of a file that is planned alone: other files stay as they are. */
export function evidenceFor({ trust }: PlanSettings): (real: string) => PlanSurroundings {
  return (real) => ({ elsewhere: projectAround(real, trust).elsewhereOf(real), history: [] });
}

function planAgain({ path, real }: FoundFile, planner: ProjectPlanner): PlannedFile | Problem {
  const read = readSource(real, path);
  if ('message' in read) return read;
  try {
    return readPlan({ path, real }, read.text, planner.plan({ path, real, text: read.text })) ?? { path, real, containers: [] };
  } catch (error) {
    return crashOn(path, error);
  }
}

/** The files as all plans together leave them. */
function withChanges(files: readonly PlannedFile[], { files: changes, units }: ProjectChanges, cwd: string): PlannedFile[] {
  const known = new Set(files.map(({ real }) => real));
  const added = [...changes.keys()].filter((real) => !known.has(real)).map((real): PlannedFile => ({ path: relative(cwd, real), real, containers: [] }));
  return [...files, ...added].map(({ path, real, containers }) => {
    const change = changes.get(real);
    const unit = units.find((one) => one.has(real));
    return { path, real, containers, ...(change && { change }), ...(change && unit && { together: [...unit] }) };
  });
}
