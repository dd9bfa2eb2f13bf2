import { createTwoFilesPatch } from 'diff';
import { REFUSALS } from '../../analysis/refusals.js';
import type { Place } from '../places.js';
import { leaksIn, type Account, type Entry } from './account.js';
import type { LintReport } from './lint.js';
import type { Terminal } from './terminal.js';

type Colors = Terminal['colors'];

/** `path:line:column`, which terminals and editors know how to open. */
export function placeText(path: string, { line, column }: Place): string {
  return `${path}:${line}:${column}`;
}

/** The reports of one file, one a line. */
export function reportLines(path: string, reports: readonly LintReport[], colors: Colors): string[] {
  return reports.map(({ at, rule, message }) => `${colors.bold(placeText(path, at))}  ${colors.dim(rule)}  ${message}`);
}

/** What a rewrite does to a file, as a unified diff that `patch` and `git apply` take. */
export function diffLines(path: string, before: string, after: string, colors: Colors): string[] {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 });
  // The first line is a rule of `=`, and the last one is empty.
  return patch.split('\n').slice(1, -1).map((line) => colorOfDiffLine(line, colors)(line));
}

function colorOfDiffLine(line: string, colors: Colors): (text: string) => string {
  if (line.startsWith('---') || line.startsWith('+++')) return colors.bold;
  switch (line[0]) {
    case '+':
      return colors.green;
    case '-':
      return colors.red;
    case '@':
      return colors.cyan;
    default:
      return String;
  }
}

/**
 * The account at the end of a run.
 *
 * @param unwritten what to say of rewrites that the disk does not hold
 */
export function accountLines(account: Account, unwritten: string, colors: Colors): string[] {
  const { files, containers, rewritten, declined, suggestions, refused, others, suppressed } = account;
  const leaks = leaksIn(account);
  const reasons = [...refused].flatMap(([code, entries]) => [
    `    ${colors.yellow(code)}: ${REFUSALS[code]}`,
    ...entryLines(entries, '      ', colors, REFUSALS[code]),
  ]);
  return [
    colors.bold(`${count(files, 'file')} read, ${count(containers, 'container')} seen, ${count(leaks, 'leak')}`),
    ...section(rewritten, 'rewritten'),
    ...section(account.unwritten, unwritten),
    ...section(declined, 'declined', entryLines(declined, '    ', colors)),
    ...section(suggestions, 'rest on an assumption (ephemeron fix --grade suggestion)', entryLines(suggestions, '    ', colors)),
    ...section([...refused.values()].flat(), 'refused', reasons),
    ...section(others, 'left to other codemods', entryLines(others, '    ', colors)),
    ...section(suppressed, `suppressed: ${REFUSALS.suppressed}`, entryLines(suppressed, '    ', colors)),
  ];
}

function section(entries: readonly Entry[], title: string, lines: readonly string[] = []): string[] {
  return entries.length === 0 ? [] : [`  ${entries.length} ${title}`, ...lines];
}

/** @param known what the title above has said already */
function entryLines(entries: readonly Entry[], indent: string, colors: Colors, known = ''): string[] {
  return entries.map(({ path, at, name, because }) =>
    [`${indent}${colors.bold(placeText(path, at))}`, name, ...(because === known ? [] : [because])].join('  '),
  );
}

function count(size: number, noun: string): string {
  return `${size} ${noun}${size === 1 ? '' : 's'}`;
}
