import Tinypool from 'tinypool';
import type { FoundFile } from './files.js';
import { gather, makePlanner, type PlannedFiles, type PlanSettings } from './plan-files.js';

// The pool gives its workers their data behind some of its own.
const [, settings] = Tinypool.workerData as [unknown, PlanSettings];
const planner = makePlanner(settings);

/** Plans some files in a thread of its own. */
export default async function plan(files: readonly FoundFile[]): Promise<PlannedFiles> {
  return gather(files.map(await planner));
}
