import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Which of the files have changes that git tracks and no commit holds, so that a rewrite could not be told from them.
 *
 * @param paths real paths; files outside any repository are never dirty
 * @throws Error where git cannot be asked
 */
export function dirtyAmong(paths: readonly string[]): ReadonlySet<string> {
  const roots = new Set(paths.map((path) => gitRootOf(dirname(path))));
  const changed = new Set([...roots].flatMap((root) => (root === undefined ? [] : changedIn(root))));
  return new Set(paths.filter((path) => changed.has(path)));
}

function gitRootOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  return folder === dirname(folder) ? undefined : gitRootOf(dirname(folder));
}

/** The tracked files of a repository that differ from its last commit. */
function changedIn(root: string): string[] {
  const { error, status, stdout, stderr } = spawnSync(
    'git',
    ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules=all'],
    { cwd: root, encoding: 'utf8', maxBuffer: Infinity },
  );
  if (error || status !== 0) throw new Error(`git cannot tell what has changed (${error?.message ?? stderr.trim()})`);
  // Each entry is two letters, a blank and the path.
  return stdout.split('\0').map((entry) => join(root, entry.slice(3)));
}
