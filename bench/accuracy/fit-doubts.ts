/** Which level each doubt would have, by what the labels of one half of the packages show; and what that is worth on the other half. */
import { decisiveOf, type DoubtId, type DoubtLevel, DOUBTS } from '../../analysis/findings/doubts.js';
import { type JudgedReport, judgedReports } from './doubt-figures.js';
import type { Evidence, Reading } from './findings.js';
import type { Label } from './labels.js';
import { partOf } from './parts.js';

/** A level that a doubt leaves, or `proven` for one that takes nothing away. */
type Level = DoubtLevel | 'proven';

/** What at least of the findings of a level must be leaks, from the most certain on. */
const PROMISES: readonly (readonly [Level, number])[] = [['proven', 0.9], ['likely', 0.65], ['possible', 0.3], ['silent', 0]];

/** With fewer judged findings than this a doubt keeps the level that it has. */
const FEWEST = 5;

/** What one half shows of a doubt. */
export interface FittedDoubt {
  readonly doubt: DoubtId;
  readonly level: DoubtLevel;
  readonly fitted: Level;
  /** Of the judged findings that the doubt decides. */
  readonly leaks: number;
  readonly judged: number;
}

/** What a level comes to on the other half. */
export interface LevelShare {
  readonly level: Level;
  readonly leaks: number;
  readonly judged: number;
}

/** The fit, and both tables on the half that it has not seen. */
export interface Fit {
  readonly doubts: readonly FittedDoubt[];
  readonly byTable: readonly LevelShare[];
  readonly byFit: readonly LevelShare[];
}

/** Fits on the packages whose name has an even hash, and reports on the others: no package is in both, whatever its version. */
export function fitDoubts(readings: readonly Reading[], labels: readonly Label[], evidence: Evidence): Fit {
  const reports = judgedReports(readings, labels, evidence).filter(({ verdict }) => verdict !== undefined);
  const seen = reports.filter(({ package: name }) => partOf(name, 2) === 0);
  const unseen = reports.filter((report) => !seen.includes(report));
  const doubts = DOUBTS.filter(({ level }) => level !== 'silent').map(({ id, level }) => fittedOn(seen, id, level));
  const levels = new Map(doubts.map(({ doubt, fitted }) => [doubt, fitted]));
  const table = new Map<DoubtId, Level>(DOUBTS.map(({ id, level }) => [id, level]));
  return { doubts, byTable: sharesOf(unseen, table), byFit: sharesOf(unseen, levels) };
}

function fittedOn(reports: readonly JudgedReport[], doubt: DoubtId, level: DoubtLevel): FittedDoubt {
  const decided = reports.filter(({ doubts }) => decisiveOf(doubts).includes(doubt));
  const leaks = decided.filter(({ verdict }) => verdict === 'leak').length;
  const kept = PROMISES.find(([, least]) => leaks / decided.length >= least)?.[0];
  return { doubt, level, fitted: decided.length < FEWEST || kept === undefined ? level : kept, leaks, judged: decided.length };
}

function sharesOf(reports: readonly JudgedReport[], levels: ReadonlyMap<DoubtId, Level>): readonly LevelShare[] {
  const order = PROMISES.map(([level]) => level);
  const levelOf = ({ doubts }: JudgedReport): Level => order[Math.max(0, ...doubts.map((id) => order.indexOf(levels.get(id) ?? 'proven')))] ?? 'proven';
  return order.map((level) => {
    const those = reports.filter((report) => levelOf(report) === level);
    return { level, leaks: those.filter(({ verdict }) => verdict === 'leak').length, judged: those.length };
  });
}

/** The fit as text: a line for each doubt, then what each table keeps of its promises. */
export function linesOfFit({ doubts, byTable, byFit }: Fit): readonly string[] {
  const rows = doubts.map(({ doubt, level, fitted, leaks, judged }) => `${doubt.padEnd(22)}${level.padEnd(10)}${(fitted === level ? '' : fitted).padEnd(10)}${String(leaks).padStart(5)} of ${String(judged)}`);
  const share = ({ level, leaks, judged }: LevelShare): string => `${level.padEnd(10)}${String(leaks).padStart(5)} of ${String(judged)}${judged === 0 ? '' : `  ${String(Math.round((100 * leaks) / judged))} %`}`;
  return [`${'doubt'.padEnd(22)}${'level'.padEnd(10)}${'fitted'.padEnd(10)}leaks`, ...rows, '', 'On the other half, by the table:', ...byTable.map(share), '', 'By the fit:', ...byFit.map(share)];
}
