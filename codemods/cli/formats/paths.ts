import { relative, resolve, sep } from 'node:path';

/**
 * Prepares to tell paths in documents, which other machines may read.
 *
 * @param cwd the folder that they are relative to
 * @returns a function from a path, absolute or from `cwd`, to the path from `cwd` with `/` between its parts
 */
export function portable(cwd: string): (path: string) => string {
  return (path) => relative(cwd, resolve(cwd, path)).split(sep).join('/') || '.';
}
