import ephemeron from '../../rules/index.js';
import type { Preset } from '../../rules/presets.js';
import { DEFAULTS, readConcurrency, readReportOptions } from '../options.js';
import { forgetProjects } from '../project/files.js';
import { counts, sumUp } from './account.js';
import { EXIT } from './exit-codes.js';
import { findFiles } from './files.js';
import { type Run, tell } from './formats/index.js';
import type { Format } from './formats/names.js';
import { findingLines } from './formats/findings.js';
import { planAll } from './plan-all.js';
import type { PlanSettings } from './plan-files.js';
import { startProgress } from './progress.js';
import type { Terminal } from './terminal.js';

/** What `ephemeron check` can be told; texts are as the user wrote them. */
export interface CheckFlags {
  readonly preset: Preset;
  readonly certainty?: string;
  readonly homes?: string;
  readonly idNames?: string;
  readonly ignorePattern?: string;
  readonly types?: boolean;
  readonly format?: Format;
  readonly output?: string;
  readonly concurrency?: string;
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
  const { preset, types = false, format = 'text', concurrency, ...rest } = flags;
  const options = readReportOptions({ certainty: LOWEST[preset], ...rest });
  const threads = readConcurrency(concurrency);
  forgetProjects();
  const found = findFiles(paths, cwd);
  const settings: PlanSettings = { options: { ...DEFAULTS, ...options }, types, cwd, rules: rulesOf(preset) };

  const progress = startProgress();
  progress.begin(found.files.length, 'files');
  const { files, problems: met } = await planAll(found.files, settings, threads, progress.advance).finally(progress.end);
  const problems = [...found.problems, ...met];
  problems.forEach(terminal.complain);

  const unread = new Set(met.map(({ path }) => path));
  const read = found.files.map(({ path }) => path).filter((path) => !unread.has(path));
  const run: Run = {
    command: 'check',
    options: { preset, types, ...options },
    cwd,
    account: sumUp(read, files.map(({ path, containers }) => ({ path, containers, isWritten: false }))),
    problems,
  };
  if (format === 'text') for (const line of findingLines(run.account, terminal)) terminal.print(line);
  await tell(run, format, 'can be rewritten (ephemeron fix)', terminal);
  if (problems.length > 0) return EXIT.trouble;
  return run.account.entries.some(counts) ? EXIT.leaks : EXIT.clean;
}

function rulesOf(preset: Preset): readonly string[] {
  return Object.keys(ephemeron.configs[preset].rules ?? {});
}
