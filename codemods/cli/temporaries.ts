import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync, rmSync, statSync, type Dirent } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Where process ids mean what they mean here: on this machine and, where there are containers, in this one. */
const HERE = createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8);

/** The place and the process that made a temporary file are in its name. */
const NAME = /^\.ephemeron-([\da-f]{8})-(\d{1,10})-[\da-f]{12}\.tmp$/;

/** Where it cannot be asked whether a run is alive, a file of this age is left over. A run needs its files for a moment. */
const LEFT_OVER_AFTER = 24 * 60 * 60 * 1000;

/** A new path for a temporary file of this run. It does not contain the name of another file, which may be as long as names can be. */
export function temporaryIn(folder: string): string {
  return join(folder, `.ephemeron-${HERE}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * Removes the temporary files of runs that were killed. This run must have none of its own yet.
 *
 * What cannot be listed or removed stays; it is in nobody's way.
 */
export function removeLeftovers(folders: Iterable<string>): void {
  for (const folder of new Set(folders)) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isFile()) attempt(() => isLeftOver(path, entry.name) && rmSync(path));
    }
  }
}

function isLeftOver(path: string, name: string): boolean {
  const [, place, pid] = NAME.exec(name) ?? [];
  if (place === undefined) return false;
  return place === HERE ? !isAlive(Number(pid)) : Date.now() - statSync(path).mtimeMs > LEFT_OVER_AFTER;
}

/** Is another process of this id alive? It may be no run of ours, for ids are used again. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function processNamespace(): string {
  return attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '';
}

function entriesOf(folder: string): Dirent[] {
  return attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [];
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
