import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** How many reports of each rule ESLint was told to keep quiet about, by file. */
type Suppressed = Readonly<Record<string, Readonly<Record<string, { readonly count: number }>>>>;

const FILE = 'eslint-suppressions.json';

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
  const suppressed = load(join(cwd, FILE));
  return (path, reports) => {
    const counts = suppressed[relative(cwd, resolve(cwd, path)).split(sep).join('/')] ?? {};
    // With one report more than was suppressed, all of them count again: nobody can tell which one is new.
    const isQuiet = (rule: string) => reports.filter((other) => other === rule).length <= (counts[rule]?.count ?? 0);
    return new Set(reports.filter(isQuiet));
  };
}

function load(path: string): Suppressed {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Suppressed;
  } catch (error) {
    throw new Error(`${FILE} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
