import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grouped } from '../../analysis/source/lists.js';
import { isQuieted } from '../fate.js';
import { type Account, counts } from './account.js';
import { portable } from './formats/paths.js';

/** How many reports of each rule ESLint was told to keep quiet about, by file. */
type Suppressed = Readonly<Record<string, Readonly<Record<string, { readonly count: number }>>>>;

/** The name that ESLint gives it. */
export const FILE = 'eslint-suppressions.json';

/** Which rules keep quiet in a file, given its path and the rules of its reports, one for each report. */
export type Quieted = (path: string, reports: readonly string[]) => ReadonlySet<string>;

/**
 * Reads the file of bulk suppressions that `eslint --suppress-all` writes. ESLint applies it in its own command only
 * (in ESLint 9), and only where its working folder is the linted one, so it is applied here, to ESLint's letter.
 *
 * @param cwd the folder that the file lies in and that its paths are relative to
 * @throws Error where the file is there but is not JSON
 */
export function readBulkSuppressions(cwd: string): Quieted {
  const pathOf = portable(cwd);
  const suppressed = load(join(cwd, FILE));
  return (path, reports) => {
    const counts = suppressed[pathOf(path)] ?? {};
    // With one report more than was suppressed, all of them count again: nobody can tell which one is new.
    const isQuiet = (rule: string) => reports.filter((other) => other === rule).length <= (counts[rule]?.count ?? 0);
    return new Set(reports.filter(isQuiet));
  };
}

/**
 * Writes down all reports of a run as known, or lowers what is written down to what is still reported, as `eslint
 * --suppress-all` and `--prune-suppressions` do. What other rules have there stays, and so do files that were not read.
 *
 * @param cwd the folder that the file lies in
 * @returns how many reports the file then counts for the rules of this plugin
 * @throws Error where the file is there but is not JSON, or cannot be written
 */
export function writeBulkSuppressions(cwd: string, { files, entries }: Account, how: 'all' | 'prune'): number {
  const pathOf = portable(cwd);
  const known = load(join(cwd, FILE));
  const gone = Object.keys(known).filter((path) => !existsSync(join(cwd, path)));
  const settled = new Set([...files.map(pathOf), ...gone]);
  const reports = grouped(entries.filter((entry) => counts(entry) || isQuieted(entry)), ({ path }) => pathOf(path));
  const next = Object.fromEntries([...new Set([...Object.keys(known), ...reports.keys()])].sort().flatMap((path) => {
    const old = known[path] ?? {};
    if (!settled.has(path)) return [[path, old]];
    const rules = grouped(reports.get(path) ?? [], ({ finding }) => finding?.rule ?? '');
    const ours = [...new Set([...Object.keys(old).filter(isOurs), ...(how === 'all' ? rules.keys() : [])])].flatMap((rule) => {
      const now = rules.get(rule)?.length ?? 0;
      const count = how === 'all' ? now : Math.min(now, old[rule]?.count ?? 0);
      return count > 0 ? [[rule, { count }] as const] : [];
    });
    const merged = [...Object.entries(old).filter(([rule]) => !isOurs(rule)), ...ours].sort(([a], [b]) => (a < b ? -1 : 1));
    return merged.length > 0 ? [[path, Object.fromEntries(merged)]] : [];
  })) as Suppressed;
  writeFileSync(join(cwd, FILE), JSON.stringify(next, undefined, 2));
  return Object.values(next).flatMap((rules) => Object.entries(rules)).reduce((sum, [rule, { count }]) => (isOurs(rule) ? sum + count : sum), 0);
}

function isOurs(rule: string): boolean {
  return rule.startsWith('ephemeron/');
}

function load(path: string): Suppressed {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Suppressed;
  } catch (error) {
    throw new Error(`${FILE} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
