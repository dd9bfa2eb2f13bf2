import { OptionError } from '../options.js';
import type { FoundFile } from './files.js';
import { planFiles } from './heap.js';
import { gatherEvidence, type HeapReport, SnapshotProblem } from './heap-evidence.js';
import { withEvidence, withOffers } from './heap-findings.js';
import type { PlannedFile } from './plan-files.js';
import { startProgress } from './progress.js';

/**
 * `check --heap`: joins what `check` has found with heap snapshots.
 *
 * @param snapshots one, or two of the same run
 * @param planned the files with a container, as they are judged
 * @param found all files that were read
 * @throws OptionError where there are more snapshots
 * @throws SnapshotProblem where one cannot be read
 */
export async function joinHeap(snapshots: readonly string[], planned: readonly PlannedFile[], found: readonly FoundFile[], cwd: string): Promise<readonly PlannedFile[]> {
  return withEvidence(planned, found, await evidenceFor(snapshots, cwd, () => Promise.resolve({ files: planned, problems: [] })));
}

/**
 * `fix --heap`: offers as suggestions the rewrites of what the heap shows to leak. Nothing more is applied for that.
 *
 * @throws OptionError where there are more snapshots
 * @throws SnapshotProblem where one cannot be read
 */
export async function offerByHeap(snapshots: readonly string[], planned: readonly PlannedFile[], found: readonly FoundFile[], cwd: string, trust: boolean): Promise<readonly PlannedFile[]> {
  return withOffers(planned, await evidenceFor(snapshots, cwd, () => planFiles(found, cwd, trust)));
}

async function evidenceFor(snapshots: readonly string[], cwd: string, plan: Parameters<typeof gatherEvidence>[0]['plan']): Promise<HeapReport> {
  if (snapshots.length > 2) throw new OptionError('--heap takes one snapshot, or two of the same run');
  const progress = startProgress();
  const report = await gatherEvidence({ snapshots, cwd, progress, plan }).finally(progress.end);
  const unfit = report.problems.find(({ path }) => snapshots.includes(path));
  if (unfit) throw new SnapshotProblem(unfit);
  return report;
}
