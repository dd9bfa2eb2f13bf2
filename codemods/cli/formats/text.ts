import { relative } from 'node:path';
import { grouped } from '../../../analysis/source/lists.js';
import { REFUSALS } from '../../../analysis/proof/refusals.js';
import { type Place, placeText } from '../../places.js';
import { type Account, type Entry, refusedByCode, summaryOf } from '../account.js';
import type { Terminal } from '../terminal.js';

type Colors = Terminal['colors'];

/**
 * The account at the end of a run, for people.
 *
 * @param unwritten what to say of rewrites that the disk does not hold
 */
export function* accountLines(account: Account, unwritten: string, colors: Colors): Generator<string> {
  const { declined, suggestions, refused, others, suppressed } = account;
  const { files, containers, leaks, mistakes } = summaryOf(account);
  const seen = `${count(files, 'file')} read, ${count(containers, 'container')} seen, ${count(leaks, 'leak')}`;
  yield colors.bold(mistakes === 0 ? seen : `${seen}, ${count(mistakes, 'mistake')} with weak tools`);

  yield* section(account.rewritten, 'rewritten');
  yield* section(account.unwritten, unwritten);
  yield* section(declined, 'declined');
  for (const entry of declined) yield entryLine(entry, entry.at, '    ', colors);
  yield* section(suggestions, 'rest on an assumption (ephemeron fix --grade suggestion)');
  for (const entry of suggestions) yield entryLine(entry, entry.at, '    ', colors, entry.fate.assumption);
  yield* section(refused, 'refused');
  for (const [code, entries] of refusedByCode(account)) {
    yield `    ${colors.yellow(code)}: ${REFUSALS[code]}`;
    // What the line above has said already is not said again.
    for (const entry of entries) {
      const { reason, at, elsewhere } = entry.fate;
      const because = reason === REFUSALS[code] ? [] : [reason];
      // The place that ends the rewrite; where that is in another file, so is the container.
      if (!elsewhere) yield entryLine(entry, at, '      ', colors, ...because);
      else yield entryLine({ ...entry, path: relative(process.cwd(), elsewhere.path) }, elsewhere, '      ', colors, `of ${placeText(entry.path, at)}`, ...because);
    }
  }
  yield* section(others, 'left to other codemods');
  for (const entry of others) yield entryLine(entry, entry.at, '    ', colors);
  yield* section(account.manual, `${account.manual.length === 1 ? 'is' : 'are'} for you to mend: no codemod does`);
  for (const [reason, entries] of grouped(suppressed, ({ fate }) => fate.reason)) {
    yield* section(entries, `suppressed: ${reason}`);
    for (const entry of entries) yield entryLine(entry, entry.at, '    ', colors);
  }
}

function* section({ length }: readonly Entry[], title: string): Generator<string> {
  if (length > 0) yield `  ${length} ${title}`;
}

function entryLine({ path, name }: Entry, at: Place, indent: string, colors: Colors, ...because: readonly string[]): string {
  return [`${indent}${colors.bold(placeText(path, at))}`, name, ...because].join('  ');
}

/** `1 file`, `2 files`. */
export function count(size: number, noun: string): string {
  return `${size} ${noun}${size === 1 ? '' : 's'}`;
}
