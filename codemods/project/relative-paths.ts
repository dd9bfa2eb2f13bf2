import { basename, dirname, sep } from 'node:path';

const ENDING = /(?:\.d)?\.[cm]?[jt]sx?$/;

/** Can a path that is written without its ending, with the ending of what it is built to, or as a folder, be a file? */
export function mayStandFor(path: string, file: string): boolean {
  const stem = file.replace(ENDING, '');
  const sought = path.replace(/[\\/]+$/, '');
  if (sought === file || sought === stem || sought.replace(ENDING, '') === stem) return true;
  return basename(stem) === 'index' && (sought === dirname(stem) || sought + sep === dirname(stem) + sep);
}
