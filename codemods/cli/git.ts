import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
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

/**
 * The files in which the work tree differs from what it was at a ref, with those that git neither tracks nor ignores.
 * Where this branch and the ref have gone apart, what counts is where they did.
 *
 * @param ref a commit, branch or tag, as git understands it
 * @returns real paths, those of deleted files left out
 * @throws Error where the folder is in no repository, or git does not know the ref or cannot be asked
 */
export function changedSince(ref: string, folder: string): ReadonlySet<string> {
  const root = gitRootOf(realpathSync(folder));
  if (root === undefined) throw new Error(`--since needs a git repository, and ${folder} is in none`);
  const known = git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (known.status !== 0) throw new Error(`git knows no commit ${JSON.stringify(ref)}${known.error ? ` (${known.error.message})` : ''}`);
  const commit = known.stdout.trim();
  const fork = git(root, 'merge-base', commit, 'HEAD').stdout.trim();
  const changed = ask('what has changed', root, 'diff', '--name-only', '-z', '--no-renames', '--diff-filter=d', '--no-ext-diff', '--no-relative', fork || commit);
  const untracked = ask('what is new', root, 'ls-files', '-z', '--others', '--exclude-standard');
  return new Set([changed, untracked].flatMap((list) => list.split('\0').filter(Boolean)).map((path) => join(root, path)));
}

/** The root of the git repository that a folder lies in. */
export function gitRootOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  return folder === dirname(folder) ? undefined : gitRootOf(dirname(folder));
}

/** The tracked files of a repository that differ from its last commit. */
function changedIn(root: string): string[] {
  const stdout = ask('what has changed', root, 'status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules=all');
  // Each entry is two letters, a blank and the path.
  return stdout.split('\0').map((entry) => join(root, entry.slice(3)));
}

function ask(what: string, root: string, ...args: string[]): string {
  const { error, status, stdout, stderr } = git(root, ...args);
  if (error || status !== 0) throw new Error(`git cannot tell ${what} (${error?.message ?? stderr.trim().replaceAll(/\s+/g, ' ')})`);
  return stdout;
}

/** Nothing that a repository configures is run: no monitor, hook, pager, and no filter, of which only the names are known before. */
function git(root: string, ...args: string[]) {
  const off = [...NOTHING_RUN, ...filtersOf(root)].flatMap((setting) => ['-c', setting]);
  return run(root, ...off, '--no-pager', '--no-optional-locks', ...args);
}

const NOTHING_RUN = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.sshCommand=false', 'diff.external=', 'protocol.allow=never'];

const filters = new Map<string, readonly string[]>();

/** Settings by which the filters that are configured do nothing; asked once for each repository. */
function filtersOf(root: string): readonly string[] {
  const known = filters.get(root) ?? filtersConfigured(root);
  filters.set(root, known);
  return known;
}

function filtersConfigured(root: string): readonly string[] {
  const { error, stdout } = run(root, ...NOTHING_RUN.flatMap((setting) => ['-c', setting]), 'config', '--name-only', '-z', '--get-regexp', String.raw`^filter\..*\.(clean|smudge|process)$`);
  if (error) return [];
  const names = new Set(stdout.split('\0').filter(Boolean).map((key) => key.slice('filter.'.length, key.lastIndexOf('.'))));
  return [...names].flatMap((name) => [`filter.${name}.clean=`, `filter.${name}.smudge=`, `filter.${name}.process=`, `filter.${name}.required=false`]);
}

function run(root: string, ...args: string[]) {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: Infinity });
}
