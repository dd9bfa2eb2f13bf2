/** The measured parts of `docs/performance.md`. */
import type { Growth } from './growth.js';

/** One ratio with its bar. */
export interface Row {
  readonly what: string;
  readonly ratio: number;
  /** What it should be at most; absent where it is only told. */
  readonly bar: number | undefined;
  readonly note: string;
}

/** What the command and the rules cost against others. */
export interface Costs {
  readonly machine: string;
  readonly rounds: number;
  /** How many of them jscodeshift has, and `fix` where it is compared with it. */
  readonly workers: number;
  /** One of how many files was linted by ESLint. */
  readonly linted: number;
  readonly passed: { readonly files: number; readonly lines: number; readonly bytes: number; readonly passedFiles: number; readonly passedBytes: number };
  readonly rows: readonly Row[];
}

/** How the time grows: with projects, with depth, and with what is in one file. */
export interface Growing {
  readonly machine: string;
  readonly rows: readonly Row[];
  readonly shapes: readonly Growth[];
}

/** Writes what was measured in Markdown: a table, and a chart that GitHub draws. */
export function reportCosts({ machine, rounds, workers, linted, passed, rows }: Costs): string {
  const { files, lines, bytes, passedFiles, passedBytes } = passed;
  return [
    `${machine}. ${count(files)} files, ${count(lines)} lines, ${(bytes / 1e6).toFixed(1)} MB, in ${rounds} parts, one for each round; medians of the rounds. Against jscodeshift, \`fix\` has as many workers as jscodeshift takes here: ${workers}. ESLint reads every ${linted}th file.`,
    tableOf(rows),
    `The text test passes ${percent(passedFiles / files)} of the files and ${percent(passedBytes / bytes)} of the bytes.`,
    chart(rows),
  ].join('\n\n');
}

/** The same for growth, with the times of one file of each shape. */
export function reportGrowth({ machine, rows, shapes }: Growing): string {
  const sizes = shapes[0]?.times.map(({ size }) => size) ?? [];
  const worst = shapes.reduce((most, shape) => (shape.perDoubling > most.perDoubling ? shape : most));
  return [
    `${machine}.`,
    tableOf([{ what: 'one file, per doubling: the worst shape', ratio: worst.perDoubling, bar: 2.2, note: worst.shape }, ...rows]),
    'Milliseconds of processor time to parse, analyse and rewrite a file with so many containers, uses or steps:',
    table(['shape', ...sizes.map(String), 'per doubling'], shapes.map(({ shape, times, perDoubling }) => [shape, ...times.map(({ milliseconds }) => milliseconds.toFixed(0)), perDoubling.toFixed(2)])),
  ].join('\n\n');
}

function tableOf(rows: readonly Row[]): string {
  return table(['what', 'ratio', 'bar', '', 'medians'], rows.map(({ what, ratio, bar, note }) => [what, shown(ratio), bar === undefined ? '–' : String(bar), bar === undefined ? '' : ratio <= bar ? 'met' : '**above**', note]));
}

/** How far each ratio is from its bar, as a bar chart of Mermaid's. */
function chart(rows: readonly Row[]): string {
  const barred = rows.flatMap(({ ratio, bar }, index) => (bar === undefined ? [] : [{ label: String(index + 1), used: (100 * ratio) / bar }]));
  const most = Math.max(100, ...barred.map(({ used }) => used));
  return [
    'Each ratio in percent of its bar, by the rows of the table; the line is the bar.',
    '',
    '```mermaid',
    'xychart-beta',
    '  title "Percent of the bar"',
    `  x-axis [${barred.map(({ label }) => label).join(', ')}]`,
    `  y-axis "percent" 0 --> ${Math.ceil(most / 50) * 50}`,
    `  bar [${barred.map(({ used }) => used.toFixed(0)).join(', ')}]`,
    `  line [${barred.map(() => '100').join(', ')}]`,
    '```',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? ':--' : '--:'))), ...rows.map(line)].join('\n');
}

function shown(ratio: number): string {
  return ratio < 0.1 ? ratio.toFixed(3) : ratio.toFixed(2);
}

function percent(part: number): string {
  return `${(100 * part).toFixed(0)} %`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
