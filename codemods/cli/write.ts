import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The file is not as it was when it was read. */
export class ChangedError extends Error {
  override readonly name = 'ChangedError';

  constructor() {
    super('changed on disk since it was read, left as it is');
  }
}

/**
 * Replaces a file by a new version as one step: at any moment the path holds the old bytes or the new ones.
 *
 * The new version is written beside the file and renamed over it, with its mode and, where permitted, its owner. Through
 * a symbolic link the file it leads to is replaced. All of it is synchronous, so that no signal handler can run halfway.
 *
 * @param path where the file is
 * @param old the bytes that were read from it
 * @throws ChangedError where the file holds other bytes by now
 * @throws Error of the file system, with nothing changed and nothing left behind
 */
export function replaceFile(path: string, old: Buffer, text: string): void {
  const real = fs.realpathSync(path);
  // A rename asks for no right to write to the file that it replaces.
  fs.accessSync(real, fs.constants.W_OK);
  const { mode, uid, gid } = fs.statSync(real);
  const temporary = join(dirname(real), `.${basename(real)}.${randomBytes(6).toString('hex')}.tmp`);
  const descriptor = fs.openSync(temporary, 'wx', mode);
  try {
    try {
      fs.writeFileSync(descriptor, text);
      keepOwner(descriptor, uid, gid);
      // After the owner, for a change of owner clears some bits; and past the umask, which the opening has gone through.
      fs.fchmodSync(descriptor, mode);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    if (!fs.readFileSync(real).equals(old)) throw new ChangedError();
    fs.renameSync(temporary, real);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

function keepOwner(descriptor: number, uid: number, gid: number): void {
  try {
    fs.fchownSync(descriptor, uid, gid);
  } catch {
    // Only a superuser may give files away. The new version then belongs to who runs this.
  }
}
