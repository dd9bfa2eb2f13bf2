/** How often each doubt decides a report, by what the report turned out to be. */
import { certaintyWith, decisiveOf, type DoubtId, DOUBTS } from '../../analysis/findings/doubts.js';
import type { Evidence, Place, Reading } from './findings.js';
import type { Label } from './labels.js';

/** What a doubt decides: reports that it alone, or together with others of its level, holds at their certainty. */
export interface DoubtFigures {
  /** `none` for what is proven. */
  readonly doubt: DoubtId | 'none';
  readonly level: string;
  readonly leaks: number;
  readonly harmless: number;
  readonly falseAlarms: number;
  /** Reports that nobody has judged. */
  readonly unjudged: number;
}

/** A report of the strict preset on a leak, with what its reading came to; `undefined` where nobody has judged it. */
export interface JudgedReport extends Place {
  readonly doubts: readonly DoubtId[];
  readonly verdict: Label['verdict'] | undefined;
}

/** Joins what was reported with what was judged, by place and rule. */
export function judgedReports(readings: readonly Reading[], labels: readonly Label[], evidence: Evidence): readonly JudgedReport[] {
  const keyOf = ({ package: name, file, line, rule }: Place & { readonly rule: string }): string => `${name} ${file}:${String(line)} ${rule}`;
  const verdicts = new Map(labels.map((label) => [keyOf(label), label.verdict]));
  return readings.flatMap((reading) => reading[evidence]).flatMap((finding) => (finding.doubts ? [{ ...finding, doubts: finding.doubts, verdict: verdicts.get(keyOf(finding)) }] : []));
}

/** Counts the reports of the strict preset on leaks by the doubts that decide them; a report with several of one level counts for each. */
export function doubtsIn(readings: readonly Reading[], labels: readonly Label[], evidence: Evidence): readonly DoubtFigures[] {
  const reports = judgedReports(readings, labels, evidence);
  const rows = [{ id: 'none' as const, level: 'proven' }, ...DOUBTS.filter(({ level }) => level !== 'silent')];
  return rows.map(({ id, level }) => {
    const decided = reports.filter(({ doubts }) => (id === 'none' ? certaintyWith(doubts) === 'proven' : decisiveOf(doubts).includes(id)));
    const count = (verdict: Label['verdict'] | undefined): number => decided.filter((report) => report.verdict === verdict).length;
    return { doubt: id, level, leaks: count('leak'), harmless: count('harmless'), falseAlarms: count('false-alarm'), unjudged: count(undefined) };
  });
}

/** The figures as a table, with the share of leaks among what was judged. */
export function linesOf(figures: readonly DoubtFigures[]): readonly string[] {
  const rows = figures.map(({ doubt, level, leaks, harmless, falseAlarms, unjudged }) => {
    const judged = leaks + harmless + falseAlarms;
    return [doubt, level, String(leaks), String(harmless), String(falseAlarms), String(unjudged), judged === 0 ? '' : `${String(Math.round((100 * leaks) / judged))} %`];
  });
  const table = [['doubt', 'level', 'leaks', 'harmless', 'false', 'unjudged', 'are leaks'], ...rows];
  const widths = table.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(cell.length, most[at] ?? 0)), []);
  return table.map((row) => row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ').trimEnd());
}
