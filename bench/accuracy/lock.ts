/**
 * Writes `package-lock.json` anew, after a change of `package.json`, with the named packages alone: their dependencies
 * are left out, as nothing of the corpus is run. `npm ci` takes the lock file's word for what a package depends on.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER } from './corpus.js';

/** The tool among the packages: it needs the binary for its platform. */
const TOOL = 'node_modules/@ast-grep/';

interface LockFile {
  readonly packages: Record<string, Record<string, unknown>>;
}

const lock = fullLock();
const root = lock.packages[''] ?? {};
const named = new Set(Object.keys(root['dependencies'] ?? {}).map((name) => `node_modules/${name}`));
const kept = Object.entries(lock.packages).flatMap(([place, entry]) => {
  if (place === '' || place.startsWith(TOOL)) return [[place, entry]];
  const { version, resolved, integrity, name, license } = entry;
  return named.has(place) ? [[place, { name, version, resolved, integrity, license }]] : [];
});
const written = { ...lock, packages: Object.fromEntries(kept) as unknown };
writeFileSync(join(FOLDER, 'package-lock.json'), `${JSON.stringify(written, null, 2)}\n`);

/** npm's own lock file, made where nothing is installed: only then it has all checksums. */
function fullLock(): LockFile {
  const folder = mkdtempSync(join(tmpdir(), 'ephemeron-lock-'));
  try {
    copyFileSync(join(FOLDER, 'package.json'), join(folder, 'package.json'));
    const args = ['install', '--package-lock-only', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
    const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) throw new Error(`${FOLDER}: npm could not resolve package.json; its output above says why.`);
    return JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as LockFile;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
