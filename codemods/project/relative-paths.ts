import { basename, dirname, sep } from 'node:path';

const ENDING = /(?:\.d)?\.[cm]?[jt]sx?$/;

/** Can a path that is written without its ending, with the ending of what it is built to, or as a folder, be a file? */
export function mayStandFor(path: string, file: string): boolean {
  const stem = file.replace(ENDING, '');
  const sought = path.replace(/[\\/]+$/, '');
  if (sought === file || sought === stem || sought.replace(ENDING, '') === stem) return true;
  return basename(stem) === 'index' && (sought === dirname(stem) || sought + sep === dirname(stem) + sep);
}

/** The key of what is not told by the end of a path: bare names, and folders that are only climbed to. */
const UNTOLD = '';

/** What a specifier ends in, by which the files that it can lead to are found among the keys of `keysOfModule`. */
export function keyOfSpecifier(specifier: string): string {
  if (!specifier.startsWith('.')) return UNTOLD;
  const last = basename(specifier.replace(/[?#].*$/, ''));
  return /^\.*$/.test(last) ? UNTOLD : last.replace(ENDING, '');
}

/** All keys that a specifier can have that leads to a file. */
export function keysOfModule(file: string): readonly string[] {
  const stem = file.replace(ENDING, '');
  const names = [basename(stem), ...(basename(stem) === 'index' ? [basename(dirname(stem))] : [])];
  return [...new Set([...names.map((name) => name.replace(ENDING, '')), UNTOLD])];
}
