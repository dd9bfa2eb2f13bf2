import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { OptionError } from '../options.js';
import { findFiles, type Found, type FoundFile } from './files.js';
import { changedSince, gitRootOf } from './git.js';

/** Which of the files found are taken; texts are as the user wrote them. */
export interface SelectFlags {
  readonly since?: string;
  readonly shard?: string;
}

/**
 * Finds the files that a command is to work on.
 *
 * @param paths files, folders and glob patterns, relative to `cwd` or absolute
 * @throws OptionError where a flag has a value that cannot be
 * @throws Error where git is needed and cannot be asked, or does not know the ref
 */
export function selectFiles(paths: readonly string[], { since, shard }: SelectFlags, cwd: string): Found {
  const isOfShard = shard === undefined ? undefined : shardTest(shard, realpathSync(cwd));
  const changed = since === undefined ? undefined : changedSince(since, cwd);
  const { files, problems } = findFiles(paths, cwd);
  return { files: files.filter((file) => (changed?.has(file.real) ?? true) && (isOfShard?.(file) ?? true)), problems };
}

/** As many as the hash of a path tells apart. */
const MOST_SHARDS = 2 ** 32;

/**
 * Reads `2/8` as: of eight shards, the second. A file's shard is decided by its path in the repository alone, whatever
 * else is there, so that the same command on other machines takes the other files.
 */
function shardTest(shard: string, cwd: string): (file: FoundFile) => boolean {
  const [index = 0, count = 0] = /^\d+\/\d+$/.test(shard) ? shard.split('/').map(Number) : [];
  if (index < 1 || index > count || count > MOST_SHARDS) throw new OptionError(`shard must be one such as 2/8, the second of eight, not ${JSON.stringify(shard)}`);
  const root = gitRootOf(cwd) ?? cwd;
  return ({ real }) => hashOf(relative(root, real).split(sep).join('/')) % count === index - 1;
}

function hashOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE();
}
