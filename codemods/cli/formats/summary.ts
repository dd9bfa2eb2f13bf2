import { dirname } from 'node:path';
import { grouped } from '../../../analysis/source/lists.js';
import { CERTAINTIES } from '../../options.js';
import { INNOCENCE } from '../../fate.js';
import { type Account, counts, type Entry } from '../account.js';
import { type Problem, sortProblems } from '../problem.js';
import type { Terminal } from '../terminal.js';
import { count } from './text.js';

/** Folders besides those with the most findings are told as one. */
const MOST_FOLDERS = 20;

/** What a run has found in numbers, by rule and by folder, and what it could not judge, so that silence is not taken for health. */
export function* summaryLines({ files, entries }: Account, problems: readonly Problem[], { colors }: Pick<Terminal, 'colors'>): Generator<string> {
  const found = entries.filter(counts);
  yield* table('by rule', grouped(found, ({ finding }) => finding?.rule ?? ''), colors);
  yield* table('by folder', grouped(found, ({ path }) => dirname(path)), colors);
  yield `${count(files.length, 'file')} read, ${count(found.length, 'finding')}`;
  const unjudged = entries.filter(({ fate }) => fate.state === 'clean' && fate.because === 'unknown');
  if (unjudged.length > 0) yield `not judged: ${count(unjudged.length, 'container')}, because ${INNOCENCE.unknown}`;
  const unasked = entries.filter(({ fate }) => fate.state === 'clean' && fate.because === 'unasked');
  if (unasked.length > 0) yield `not told: ${count(unasked.length, 'container')}, because ${INNOCENCE.unasked}`;
  const { failed, leftOut } = sortProblems(problems);
  if (leftOut.length > 0) yield `not judged: ${count(leftOut.length, 'file')}, because of the limits of a file`;
  const unread = new Set(failed.map(({ path }) => path)).size;
  if (unread > 0) yield `not judged: ${count(unread, 'file')}, because of the errors above`;
}

function* table(title: string, groups: ReadonlyMap<string, readonly Entry[]>, colors: Terminal['colors']): Generator<string> {
  if (groups.size === 0) return;
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length);
  const [shown, rest] = [sorted.slice(0, MOST_FOLDERS), sorted.slice(MOST_FOLDERS)];
  const rows = [...shown, ...(rest.length > 0 ? [[`${String(rest.length)} more`, rest.flatMap(([, entries]) => entries)] as const] : [])];
  const width = Math.max(title.length, ...rows.map(([name]) => name.length + 2));
  const row = (name: string, cells: readonly string[]): string => `${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}`;
  yield colors.bold(row(title, [...CERTAINTIES, 'all']));
  for (const [name, entries] of rows) {
    const numbers = CERTAINTIES.map((certainty) => entries.filter(({ finding }) => (finding?.certainty ?? 'proven') === certainty).length);
    yield row(`  ${name}`, [...numbers, entries.length].map(String));
  }
  yield '';
}
