import { resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FileModel, isReported, REFUSALS, type ReportOptions } from '../../analysis/index.js';
import { grouped } from '../../analysis/lists.js';
import { weakFindingsIn } from '../../analysis/weak/index.js';
import type { Preset } from '../../rules/presets.js';
import { ruleIdOf } from '../../rules/leak-rules.js';
import { accountFor, relocate, type AccountedContainer, type Standing, type Subject } from '../fate.js';
import { DEFAULTS, readReportOptions } from '../options.js';
import { projectAround } from '../project/files.js';
import { lookAround, modelFor } from '../project-model.js';
import { comparePlaces, placesIn, type Place } from '../places.js';
import { subjectOf, weakSubjectsIn } from '../weak-subjects.js';
import { counts, sumUp, type FileAccount } from './account.js';
import { readBulkSuppressions } from './bulk-suppressions.js';
import { EXIT } from './exit-codes.js';
import { findFiles, type FoundFile } from './files.js';
import { type Run, tell } from './formats/index.js';
import type { Format } from './formats/names.js';
import { findingLines } from './formats/text.js';
import { makeLint, type LintReport, type LintSettings } from './lint.js';
import { crashOn, type Problem } from './problem.js';
import { type Progress, startProgress } from './progress.js';
import { readSource } from './read.js';
import { type Terminal, whileRunning } from './terminal.js';

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
}

/** The lowest certainty that each preset reports. */
const LOWEST = { recommended: 'likely', strict: 'possible' } as const satisfies Record<Preset, string>;

/**
 * `ephemeron check`: lints files with a preset of this plugin and no configuration.
 *
 * @returns the exit code
 * @throws OptionError where a flag has a value that cannot be
 */
export async function check(paths: readonly string[], flags: CheckFlags, cwd: string, terminal: Terminal): Promise<number> {
  const { preset, types = false, format = 'text', ...rest } = flags;
  const options = readReportOptions({ certainty: LOWEST[preset], ...rest });
  const { files, problems } = findFiles(paths, cwd);
  const checkFile = await makeChecker({ preset, types, options, cwd });
  problems.forEach(terminal.complain);
  const progress = startProgress();
  const { accounts, problems: met } = await checkAll(files, checkFile, whileRunning(terminal, format), progress).finally(progress.end);

  const account = sumUp(accounts.map(({ path }) => path), accounts);
  const run: Run = { command: 'check', options: { preset, types, ...options }, cwd, account, problems: [...problems, ...met] };
  await tell(run, format, 'can be rewritten (ephemeron fix)', terminal);
  if (run.problems.length > 0) return EXIT.trouble;
  return account.entries.some(counts) ? EXIT.leaks : EXIT.clean;
}

/** Checks files one after the other; what is found is told at once, not when all is done. */
async function checkAll(files: readonly FoundFile[], checkFile: (path: string) => Checked, terminal: Terminal, progress: Progress) {
  const accounts: FileAccount[] = [];
  const problems: Problem[] = [];
  progress.begin(files.length, 'files');
  for (const { path } of files) {
    await nextTurn();
    const checked = checkFile(path);
    const reported = checked.account?.filter(counts) ?? [];
    if (checked.problems.length + reported.length > 0) await progress.hide();
    checked.problems.forEach(terminal.complain);
    for (const line of findingLines(path, reported, terminal.colors)) terminal.print(line);
    if (reported.length > 0) terminal.print('');
    problems.push(...checked.problems);
    if (checked.account) accounts.push({ path, containers: checked.account, isWritten: false });
    progress.advance(1);
  }
  return { accounts, problems };
}

interface Checked {
  readonly problems: readonly Problem[];
  /** What became of the containers and mistakes; absent where the file was not read or does not parse. */
  readonly account?: readonly AccountedContainer[];
}

async function makeChecker(settings: LintSettings): Promise<(path: string) => Checked> {
  // Whatever is selected, the whole project has a say in what it reaches.
  lookAround((_, path) => projectAround(path).elsewhereOf(path));
  const lint = await makeLint(settings);
  const { cwd } = settings;
  const bulkSuppressed = readBulkSuppressions(cwd);

  return (path) => {
    const absolute = resolve(cwd, path);
    const read = readSource(absolute, path);
    if ('message' in read) return { problems: [read] };
    try {
      const linted = lint(absolute, read.text);
      if (linted.outcome === 'unparsed') return { problems: [{ path, ...linted.complaint }] };

      const shown = linted.reports.filter(({ isDisabled }) => !isDisabled);
      const quiet = bulkSuppressed(absolute, shown.map(({ rule }) => rule));
      const reports = linted.reports.map((report) => ({ ...report, isDisabled: report.isDisabled || quiet.has(report.rule) }));
      return {
        problems: linted.complaints.map((complaint) => ({ path, ...complaint })),
        account: accountForAll(modelFor(linted.source, settings.options, absolute), reports, settings.options),
      };
    } catch (error) {
      return { problems: [crashOn(path, error)] };
    }
  };
}

/** What the rules have looked at, with what could be done about what they report: as `ephemeron fix` says it without flags. */
function accountForAll({ source, containers }: FileModel, reports: readonly LintReport[], options: ReportOptions): AccountedContainer[] {
  const placeOf = placesIn(source.text);
  const left = grouped(reports, ({ rule, at }) => keyOf(rule, at));
  const standingOf = ({ creation, finding }: Subject, isExpected: boolean): Standing => {
    if (!finding) return 'clean';
    const report = left.get(keyOf(ruleIdOf(finding.leak), placeOf((finding.at ?? creation).range[0])))?.shift();
    // What should be there and is not was turned off by a comment.
    if (!report) return isExpected ? 'suppressed' : 'clean';
    return report.isDisabled ? 'suppressed' : 'reported';
  };
  const told = (subject: Subject, standing: Standing) => relocate(accountFor(subject, standing, DEFAULTS), placeOf);

  const mended = new Set(weakSubjectsIn(source, { ...DEFAULTS, ...options }).map(({ creation }) => creation));
  const accounts = [
    ...containers.map((container) => told(container, standingOf(container, isReported(container, options)))),
    ...weakFindingsIn(source).flatMap((finding) => {
      const subject = subjectOf(finding);
      const standing = standingOf(subject, mended.has(subject.creation));
      return standing === 'clean' ? [] : [told(subject, standing)];
    }),
  ];
  return [...accounts, ...[...left.values()].flat().map(plainMistake)].sort((a, b) => comparePlaces(a.at, b.at));
}

function keyOf(rule: string, { line, column }: Place): string {
  return `${rule} ${line}:${column}`;
}

/** A report of a rule that asks no model: its message begins with what it is about. */
function plainMistake({ rule, at, message, isDisabled }: LintReport): AccountedContainer {
  const suppressed = { state: 'refused', code: 'suppressed', reason: REFUSALS.suppressed, at } as const;
  return {
    kind: 'mistake',
    name: /^`([^`]*)`/.exec(message)?.[1] ?? rule,
    at,
    finding: { rule, at, message, evidence: [] },
    fate: isDisabled ? suppressed : { state: 'manual' },
  };
}
