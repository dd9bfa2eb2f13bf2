import { wrapAnsi } from 'fast-wrap-ansi';
import { placeText } from '../../places.js';
import { adviceFor, bytesText, kindText, numberText, SAYS, signed } from '../heap-advice.js';
import { type HeapEntry, type HeapReport, isJoined } from '../heap-evidence.js';
import { isLeak } from '../../../heap/index.js';
import type { Terminal } from '../terminal.js';
import { stepIn } from './heap-json.js';
import { portable } from './paths.js';
import { count } from './text.js';

type Colors = Terminal['colors'];

/** As many rows as a screen has room for. */
const MOST_ROWS = 20;
/** Of these everything is told. */
const MOST_BLOCKS = 5;

/** Evidence from the heap, for people: a table, then what to do about the first of it. */
export function* heapTextLines({ cwd, snapshots, entries, leftOut, together, missing }: HeapReport, { isWhole }: { readonly isWhole: boolean }, { colors, columns }: Terminal): Generator<string> {
  const pathOf = portable(cwd);
  for (const { path, objects, bytes } of snapshots) yield `${colors.bold(pathOf(path))}  ${numberText(objects)} objects, ${bytesText(bytes)}`;
  yield '';
  const rows = isWhole ? entries : entries.slice(0, MOST_ROWS);
  if (rows.length > 0) {
    yield* tableLines(rows, pathOf, colors);
    yield '';
  }
  const told = isWhole ? entries : entries.filter((entry) => isLeak(entry) || entry.code?.account.finding).slice(0, MOST_BLOCKS);
  for (const entry of told) {
    yield* blockLines(entry, pathOf, colors, columns);
    yield '';
  }
  const leaks = entries.filter(isLeak);
  yield colors.bold(`${count(entries.length, 'container')}, ${count(leaks.length, 'leak')} by what the heap says`);
  yield `  ${bytesText(together.bytes)} in ${numberText(together.objects)} objects would be free if all that nobody lists held their keys weakly`;
  const unjoined = entries.filter((entry) => !isJoined(entry)).length;
  if (unjoined > 0) yield `  ${unjoined} in no file of the paths`;
  if (entries.length > rows.length) yield `  ${entries.length - rows.length} more are not shown (--all)`;
  if (leftOut > 0) yield `  ${numberText(leftOut)} left out: small, of the platform, or data within others`;
  for (const name of missing.slice(0, 3)) yield `  not here: ${name} (--sources <folder>)`;
  if (missing.length > 3) yield `  and ${missing.length - 3} more scripts and maps that are not here`;
}

function* tableLines(entries: readonly HeapEntry[], pathOf: (path: string) => string, colors: Colors): Generator<string> {
  const hasGrowth = entries.some(({ growth }) => growth);
  const head = ['container', 'place', 'entries', 'keeps alone', ...(hasGrowth ? ['growth'] : []), 'the heap says', 'the code says'];
  const rows = entries.map((entry) => [
    entry.name,
    entry.place ? placeText(pathOf(entry.place.path), entry.place) : '?',
    numberText(entry.container.entries),
    bytesText(entry.freed.bytes),
    ...(hasGrowth ? [entry.growth ? signed(entry.growth.entries, numberText) : ''] : []),
    entry.says,
    codeSays(entry),
  ]);
  const isNumber = (column: number): boolean => column >= 2 && column < (hasGrowth ? 5 : 4);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd();
  yield colors.dim(line(head));
  for (const [index, row] of rows.entries()) {
    const entry = entries[index];
    yield entry && isLeak(entry) ? colors.red(line(row)) : line(row);
  }
}

function codeSays({ code }: HeapEntry): string {
  if (!code) return '';
  const { finding, fate } = code.account;
  if (fate.state === 'clean') return `no leak (${fate.because})`;
  const what = fate.state === 'refused' ? fate.code : fate.state === 'rewritten' ? 'safe' : fate.state;
  return `${finding?.certainty ?? 'leak'}, ${what}`;
}

function* blockLines(entry: HeapEntry, pathOf: (path: string) => string, colors: Colors, columns: number): Generator<string> {
  const { container, name, place, steps, freed, shared, growth, code, says } = entry;
  const title = isLeak(entry) ? colors.red(colors.bold(says)) : colors.bold(says);
  yield `${title}: ${colors.bold(name)} ${SAYS[says]}`;
  if (place) yield `  ${colors.blue('-->')} ${placeText(pathOf(place.path), place)}${place.isCreation ? '' : colors.dim(' (near)')}`;
  yield* clause('held:', steps.map((step) => stepIn(step, pathOf)).join(' → '), colors.cyan, columns);
  yield* clause('keeps:', `${kindText(container)}, ${numberText(container.entries)} entries, ${bytesText(container.retainedBytes)}; alone: ${numberText(freed.entries)} entries, ${bytesText(freed.bytes)} in ${numberText(freed.objects)} objects${classesText(entry)}${shared > freed.entries ? `; together with others that hold the same keys: ${numberText(shared)} entries` : ''}`, colors.cyan, columns);
  if (growth) yield* clause('grew:', `${signed(growth.entries, numberText)} entries, ${signed(growth.bytes, bytesText)}${growth.before > 0 ? `; ${numberText(growth.kept)} of ${numberText(growth.before)} old entries are still there` : ''}`, colors.cyan, columns);
  if (code?.account.finding) yield* clause('code:', `${code.account.finding.what} (${code.account.finding.rule}, ${codeSays(entry)})`, colors.cyan, columns);
  yield* clause('help:', adviceFor(entry), colors.green, columns);
}

function classesText({ freed }: HeapEntry): string {
  if (freed.classes.length === 0) return '';
  return ` (${freed.classes.slice(0, 3).map(({ name, objects }) => `${numberText(objects)} ${name}`).join(', ')})`;
}

function* clause(title: string, text: string, color: (text: string) => string, columns: number): Generator<string> {
  const indent = ' '.repeat(9);
  const lines = wrapAnsi(text, Math.max(Math.min(columns, 110) - indent.length, 20), { hard: false }).split('\n');
  for (const [at, line] of lines.entries()) yield at === 0 ? `  ${color(title.padEnd(6))} ${line}` : `${indent}${line}`;
}
