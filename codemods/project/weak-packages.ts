import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { specifiersIn } from './named-modules.js';

/** So many files of a package are read, and none beyond this size. */
const MOST_FILES = 40;
const MOST_BYTES = 2_000_000;
const ENDINGS = ['', '.js', '.mjs', '.cjs', '/index.js', '/index.mjs', '/index.cjs'] as const;
const MAKES_REFERENCE = /\bnew\s+(?:\w+\.)*WeakRef\b/;

/**
 * Does an installed package make weak references, in the file that an import of it leads to or in what that loads by a
 * relative path? Such a package may give back an object of the project that nothing else keeps.
 *
 * @param specifier as a file of the project writes it
 * @param root the folder of the project
 */
export function packageHoldsWeakly(specifier: string, root: string): boolean {
  const [, name, subpath] = /^((?:@[\w.~-]+\/)?[\w.~-]+)(\/.+)?$/.exec(specifier) ?? [];
  if (name === undefined || name.startsWith('.')) return false;
  const folder = folderOf(name, root);
  if (folder === undefined) return false;
  const entries = subpath === undefined ? entriesOf(folder) : [`.${subpath}`];
  const files = new Set(entries.flatMap((entry) => fileAt(join(folder, entry)) ?? []));
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    if (MAKES_REFERENCE.test(text)) return true;
    if (files.size < MOST_FILES) for (const next of specifiersIn(text)) if (next.startsWith('.')) for (const path of [fileAt(join(dirname(file), next))]) if (path !== undefined) files.add(path);
  }
  return false;
}

function folderOf(name: string, root: string): string | undefined {
  for (let at = root; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (at === dirname(at)) return undefined;
  }
}

/** The files that a manifest names for an import of the whole package. */
function entriesOf(folder: string): readonly string[] {
  try {
    const { main, module, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
    const whole = typeof exports === 'object' && exports !== null && '.' in exports ? exports['.'] : exports;
    const named = [main, module, ...textsIn(whole)].filter((path) => typeof path === 'string' && !/\*|\.json$|\.d\.[cm]?ts$/.test(path)) as string[];
    return named.length > 0 ? named : ['index.js'];
  } catch {
    return [];
  }
}

/** The texts in what a manifest says under conditions; what it says of other paths is left out. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => (name.startsWith('.') ? [] : textsIn(inner))) : [];
}

function fileAt(path: string): string | undefined {
  return ENDINGS.map((ending) => path + ending).find((file) => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size <= MOST_BYTES && /\.[cm]?js$/.test(file);
  });
}
