import type { Place } from '../places.js';

/** What kept a path from being done: one line for the user, and exit code 2 in the end. */
export interface Problem {
  readonly path: string;
  readonly at?: Place;
  readonly message: string;
  /** Is it beyond its budget, and so no error? The message is a fact about the file, as in `is generated`. */
  readonly isLeftOut?: boolean;
}

/** What went wrong, and what is left out, which is not wrong. */
export function sortProblems(problems: readonly Problem[]): { readonly failed: readonly Problem[]; readonly leftOut: readonly Problem[] } {
  return { failed: problems.filter(({ isLeftOut = false }) => !isLeftOut), leftOut: problems.filter(({ isLeftOut = false }) => isLeftOut) };
}

/** Did something go wrong? */
export function hasFailed(problems: readonly Problem[]): boolean {
  return sortProblems(problems).failed.length > 0;
}

/** A problem as a clause that stands without its path before it. */
export function clauseFor({ message, isLeftOut = false }: Problem): string {
  return isLeftOut ? `not judged: ${message}` : message;
}

const MESSAGES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'a folder',
  ELOOP: 'a symbolic link that leads back to itself',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

/** A problem with a path, in words for an error of the file system or of anything else. */
export function problemWith(path: string, error: unknown): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  return { path, message: (code && MESSAGES[code]) ?? message };
}

/** A mistake of ours that one file has brought to light; the other files are still done. */
export function crashOn(path: string, error: unknown): Problem {
  return { path, message: `internal error: ${String(error instanceof Error ? error.message : error).replaceAll(/\s+/g, ' ')}` };
}
