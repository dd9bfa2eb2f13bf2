import { resolve } from 'node:path';
import type { FileModel } from '../../analysis/index.js';
import type { Container } from '../../analysis/model.js';
import type { Preset } from '../../rules/create-rule.js';
import { ruleIdOf } from '../../rules/leak-rules.js';
import { accountFor, relocate, type AccountedContainer, type Standing } from '../fate.js';
import { DEFAULTS, readReportOptions } from '../options.js';
import { modelFor } from '../project-model.js';
import { comparePlaces, placesIn, type Place } from '../places.js';
import { leaksLeftIn, sumUp, type FileAccount } from './account.js';
import { readBulkSuppressions } from './bulk-suppressions.js';
import { EXIT } from './exit-codes.js';
import { findFiles } from './files.js';
import { makeLint, type LintReport, type LintSettings } from './lint.js';
import { crashOn, type Problem } from './problem.js';
import { readSource } from './read.js';
import { accountLines, placeText, reportLines } from './report.js';
import type { Terminal } from './terminal.js';

/** What `ephemeron check` can be told; texts are as the user wrote them. */
export interface CheckFlags {
  readonly preset: Preset;
  readonly certainty?: string;
  readonly homes?: string;
  readonly idNames?: string;
  readonly ignorePattern?: string;
  readonly types?: boolean;
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
  const { preset, types = false, ...rest } = flags;
  const options = readReportOptions({ certainty: LOWEST[preset], ...rest });
  const { files, problems } = findFiles(paths, cwd);
  const checkFile = await makeChecker({ preset, types, options }, cwd);
  const accounts: FileAccount[] = [];
  let troubles = problems.length;
  let reportsLeft = 0;

  const complain = (problem: Problem) => {
    troubles++;
    terminal.complain(problem);
  };
  problems.forEach(terminal.complain);
  for (const { path } of files) {
    const checked = checkFile(path);
    checked.problems.forEach(complain);
    if (!checked.account) continue;
    accounts.push({ path, containers: checked.account, isWritten: false });
    if (checked.reports.length === 0) continue;
    if (reportsLeft > 0) terminal.print('');
    reportsLeft += checked.reports.length;
    reportLines(path, checked.reports, terminal.colors).forEach(terminal.print);
  }

  if (reportsLeft > 0) terminal.print('');
  const account = sumUp(accounts.length, accounts);
  accountLines(account, 'can be rewritten (ephemeron fix)', terminal.colors).forEach(terminal.print);
  if (troubles > 0) return EXIT.trouble;
  return reportsLeft > 0 || leaksLeftIn(account) > 0 ? EXIT.leaks : EXIT.clean;
}

interface Checked {
  readonly problems: readonly Problem[];
  /** The reports that nothing suppresses. */
  readonly reports: readonly LintReport[];
  /** What became of the containers; absent where the file was not read or does not parse. */
  readonly account?: readonly AccountedContainer[];
}

async function makeChecker(settings: LintSettings, cwd: string): Promise<(path: string) => Checked> {
  const lint = await makeLint(settings);
  const bulkSuppressed = readBulkSuppressions(cwd);

  return (path) => {
    const absolute = resolve(cwd, path);
    const read = readSource(absolute, path);
    if ('message' in read) return { problems: [read], reports: [] };
    try {
      const linted = lint(absolute, read.text);
      if (linted.outcome === 'unparsed') return { problems: [complaintOn(path, linted.complaint)], reports: [] };

      const shown = linted.reports.filter(({ isDisabled }) => !isDisabled);
      const quiet = bulkSuppressed(absolute, shown.map(({ rule }) => rule));
      const reports = linted.reports.map((report) => ({ ...report, isDisabled: report.isDisabled || quiet.has(report.rule) }));
      return {
        problems: linted.complaints.map((complaint) => complaintOn(path, complaint)),
        reports: reports.filter(({ isDisabled }) => !isDisabled),
        account: accountForAll(modelFor(linted.source, settings.options, absolute), reports),
      };
    } catch (error) {
      return { problems: [crashOn(path, error)], reports: [] };
    }
  };
}

/** The containers that the rules have looked at, with what could be done about those that they report. */
function accountForAll({ source, containers }: FileModel, reports: readonly LintReport[]): AccountedContainer[] {
  const placeOf = placesIn(source.text);
  const standingOf = ({ finding, creation }: Container): Standing => {
    if (!finding) return 'clean';
    const at = placeOf(creation.range[0]);
    const report = reports.find((one) => one.rule === ruleIdOf(finding.leak) && comparePlaces(one.at, at) === 0);
    if (!report) return 'clean';
    return report.isDisabled ? 'suppressed' : 'reported';
  };
  return containers.map((container) => relocate(accountFor(container, standingOf(container), DEFAULTS), placeOf));
}

function complaintOn(path: string, { at, message }: { at: Place; message: string }): Problem {
  return { path: placeText(path, at), message };
}
