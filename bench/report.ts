/** The measured part of `docs/performance.md`. */
import type { Growth } from './growth.js';

/** One ratio with its bar. */
export interface Row {
  readonly what: string;
  readonly ratio: number;
  /** What it should be at most; absent where it is only told. */
  readonly bar: number | undefined;
  readonly note: string;
}

/** All that a run of the benchmark has found out. */
export interface Measured {
  readonly machine: string;
  readonly rounds: number;
  /** How many of them jscodeshift has, and `fix` where it is compared with it. */
  readonly workers: number;
  /** One of how many files was linted by ESLint. */
  readonly linted: number;
  readonly passed: { readonly files: number; readonly lines: number; readonly bytes: number; readonly passedFiles: number; readonly passedBytes: number };
  readonly rows: readonly Row[];
  readonly growth: readonly Growth[];
  readonly trees: readonly { readonly files: number; readonly seconds: number }[];
}

/** Writes what was measured in Markdown: tables, and a chart that GitHub draws. */
export function report({ machine, rounds, workers, linted, passed, rows, growth }: Measured): string {
  const { files, lines, bytes, passedFiles, passedBytes } = passed;
  const sizes = growth[0]?.times.map(({ size }) => size) ?? [];
  return [
    `${machine}. ${count(files)} files, ${count(lines)} lines, ${(bytes / 1e6).toFixed(1)} MB, in ${rounds} parts, one for each round; medians of the rounds. Against jscodeshift, \`fix\` has as many workers as jscodeshift takes here: ${workers}. ESLint reads every ${linted}th file.`,
    table(['what', 'ratio', 'bar', '', 'medians'], rows.map(({ what, ratio, bar, note }) => [what, shown(ratio), bar === undefined ? '–' : String(bar), bar === undefined ? '' : ratio <= bar ? 'met' : '**above**', note])),
    `The text test passes ${percent(passedFiles / files)} of the files and ${percent(passedBytes / bytes)} of the bytes.`,
    chart(rows),
    '### Growth of one file',
    'Milliseconds of processor time to parse, analyse and rewrite a file with so many containers, uses or steps.',
    table(['shape', ...sizes.map(String), 'per doubling'], growth.map(({ shape, times, perDoubling }) => [shape, ...times.map(({ milliseconds }) => milliseconds.toFixed(0)), perDoubling.toFixed(2)])),
  ].join('\n\n');
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
