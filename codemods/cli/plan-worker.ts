import Tinypool from 'tinypool';
import type { FoundFile } from './files.js';
import { gather, type PlannedFiles, type PlanSettings } from './plan-files.js';
import { makeSurveyor } from './plan-surveyed.js';

const planner = makeSurveyor(Tinypool.workerData as PlanSettings);

/** Plans some files in a thread of its own. */
export default async function plan(files: readonly FoundFile[]): Promise<PlannedFiles> {
  const planOne = await planner;
  return gather(files.map((file) => planOne(file)));
}
