import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { temporaryIn } from './temporaries.js';

/** The file is not as it was when it was read. */
export class ChangedError extends Error {
  override readonly name = 'ChangedError';

  constructor() {
    super('changed on disk since it was read, left as it is');
  }
}

/** The file has other names, which would keep the old version. */
export class LinkedError extends Error {
  override readonly name = 'LinkedError';

  constructor(names: number) {
    super(`has ${String(names)} names (hard links), of which a rewrite would change one; copy the file over itself first`);
  }
}

/** A file of several could not be replaced, and so none of them was; `cause` says why. */
export class ReplaceError extends Error {
  override readonly name = 'ReplaceError';

  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(`${path} could not be replaced`, { cause });
  }
}

/** A new version of a file. */
export interface Replacement {
  /** Where the file is. */
  readonly path: string;
  /** What was read from it. */
  readonly old: string;
  readonly text: string;
}

/**
 * Replaces a file by a new version as one step: at any moment the path holds the old bytes or the new ones.
 *
 * @throws ChangedError where the file holds other bytes by now
 * @throws Error of the file system, with nothing changed and nothing left behind
 */
export function replaceFile(path: string, old: string, text: string): void {
  try {
    replaceFiles([{ path, old, text }]);
  } catch (error) {
    throw error instanceof ReplaceError ? error.cause : error;
  }
}

/**
 * Replaces files by new versions, all or none.
 *
 * Each new version is written beside its file, with its mode and, where permitted, its owner. Only when all are there, and
 * no file has changed since it was read, each is renamed over its file; where a rename fails, those before it are taken
 * back. Through a symbolic link the file it leads to is replaced. All of it is synchronous, so that no signal handler can
 * run halfway.
 *
 * @throws ReplaceError at the first file that cannot be replaced, with nothing changed and nothing left behind
 */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const temporaries = new Set<string>();
  const replaced: Staged[] = [];
  const stage = (replacement: Replacement) => told(replacement, () => stageFile(replacement, replacements.length > 1, temporaries));
  try {
    const staged = replacements.map(stage);
    for (const file of staged) told(file, () => refuseChanged(file));
    for (const file of staged) {
      told(file, () => fs.renameSync(file.next, file.real));
      replaced.push(file);
    }
  } catch (error) {
    const stuck = replaced.filter((file) => !takeBack(file));
    for (const { previous = '' } of stuck) temporaries.delete(previous);
    const kept = stuck.map(({ previous = '' }) => keep(previous));
    const [first] = stuck;
    throw first ? new ReplaceError(first.path, new Error(`written, but not what belongs to it; the old version is in ${kept[0]}`)) : error;
  } finally {
    for (const path of temporaries) fs.rmSync(path, { force: true });
  }
}

/** A file whose new version lies ready beside it. */
interface Staged extends Replacement {
  readonly real: string;
  /** The path of the new version. */
  readonly next: string;
  /** The path of a copy of the old version; absent where nothing can come after the rename that would have to be undone. */
  readonly previous: string | undefined;
}

/** @param temporaries where the paths of the files that are made are noted */
function stageFile(replacement: Replacement, keepOld: boolean, temporaries: Set<string>): Staged {
  const real = fs.realpathSync(replacement.path);
  // A rename asks for no right to write to the file that it replaces.
  fs.accessSync(real, fs.constants.W_OK);
  const stats = fs.statSync(real);
  if (stats.nlink > 1) throw new LinkedError(stats.nlink);
  const writeBeside = (text: string): string => {
    const path = temporaryIn(dirname(real));
    const descriptor = fs.openSync(path, 'wx', stats.mode);
    temporaries.add(path);
    fill(descriptor, text, stats);
    return path;
  };
  return { ...replacement, real, next: writeBeside(replacement.text), previous: keepOld ? writeBeside(replacement.old) : undefined };
}

/** Puts the old version back; tells whether that could be done. */
function takeBack({ previous, real }: Staged): boolean {
  try {
    if (previous !== undefined) fs.renameSync(previous, real);
    return true;
  } catch {
    return false;
  }
}

/** Gives the copy of an old version a name that no later run takes for that of a temporary file, if that can be done. */
function keep(previous: string): string {
  const kept = previous.replace(/\.tmp$/, '.old');
  try {
    fs.renameSync(previous, kept);
    return kept;
  } catch {
    return previous;
  }
}

function fill(descriptor: number, text: string, { mode, uid, gid }: fs.Stats): void {
  try {
    fs.writeFileSync(descriptor, text);
    keepOwner(descriptor, uid, gid);
    // After the owner, for a change of owner clears some bits; and past the umask, which the opening has gone through.
    fs.fchmodSync(descriptor, mode);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function refuseChanged({ real, old }: Staged): void {
  if (!fs.readFileSync(real).equals(Buffer.from(old))) throw new ChangedError();
}

function told<T>({ path }: Replacement, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw new ReplaceError(path, error);
  }
}

function keepOwner(descriptor: number, uid: number, gid: number): void {
  try {
    fs.fchownSync(descriptor, uid, gid);
  } catch {
    // Only a superuser may give files away. The new version then belongs to who runs this.
  }
}
