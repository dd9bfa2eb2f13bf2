import { relative } from 'node:path';
import { wrapAnsi } from 'fast-wrap-ansi';
import { ruleUrl } from '../../../rules/docs-url.js';
import type { AccountedFinding } from '../../fate.js';
import { placeText } from '../../places.js';
import { type Account, counts } from '../account.js';
import type { Terminal } from '../terminal.js';
import { frameLines, FrameSource, type Mark } from './frames.js';
import { type Level, levelOf } from './level.js';

type Colors = Terminal['colors'];

/** Text is not spread over more columns than can be read. */
const MOST_COLUMNS = 100;

/** All leaks and mistakes, each with its code frames, what to do, and why; an empty line after each. */
export function* findingLines({ entries }: Account, terminal: Pick<Terminal, 'colors' | 'columns'>): Generator<string> {
  const source = new FrameSource();
  for (const entry of entries.filter(counts)) {
    if (!entry.finding) continue;
    yield* reportLines(entry.path, entry.finding, source, terminal);
    yield '';
  }
}

/** One line for each leak and mistake that is still there: `path:line:column: severity: headline [rule]`. */
export function* shortLines({ entries }: Account): Generator<string> {
  for (const entry of entries.filter((one) => counts(one) && !(one.fate.state === 'rewritten' && one.isWritten))) {
    if (entry.finding) yield `${placeText(entry.path, entry.finding.at)}: ${levelOf(entry)}: ${entry.finding.what} [${entry.finding.rule}]`;
  }
}

/**
 * What is told of one leak or mistake.
 *
 * @param path the path of its file, as it is shown
 */
export function* reportLines(path: string, finding: AccountedFinding, source: FrameSource, { colors, columns }: Pick<Terminal, 'colors' | 'columns'>): Generator<string> {
  const level = levelOf({ finding });
  yield `${colorOf(level, colors)(colors.bold(level))}${colors.bold(`: ${finding.what}`)}  ${colors.dim(finding.rule)}`;
  yield `  ${colors.blue('-->')} ${placeText(path, finding.at)}`;
  yield* frameLines(marksOf(path, finding), source, { isColored: colors.isColorSupported, width: columns });
  yield* clause('help:', [finding.advice], colors.green, columns);
  yield* clause('why: ', [finding.why, ...finding.evidence], colors.cyan, columns);
  yield `  ${colors.dim(`docs: ${ruleUrl(finding.rule.slice('ephemeron/'.length))}`)}`;
}

function marksOf(path: string, { at, to, labels }: AccountedFinding): readonly Mark[] {
  return [{ path, at, to, says: '' }, ...labels.map(({ says, at: from, to: end, elsewhere }) => (elsewhere ? { path: relative(process.cwd(), elsewhere.path), at: elsewhere, to: elsewhere.to, says } : { path, at: from, to: end, says }))];
}

function* clause(title: string, facts: readonly string[], color: (text: string) => string, columns: number): Generator<string> {
  const indent = ' '.repeat(title.length + 3);
  const lines = facts.flatMap((fact) => wrapAnsi(fact, Math.max(Math.min(columns, MOST_COLUMNS) - indent.length, 20), { hard: false }).split('\n').map((line, at) => (at === 0 ? line : `  ${line}`)));
  for (const [at, line] of lines.entries()) yield at === 0 ? `  ${color(title)} ${line}` : `${indent}${line}`;
}

function colorOf(level: Level, colors: Colors): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, note: colors.blue }[level];
}
