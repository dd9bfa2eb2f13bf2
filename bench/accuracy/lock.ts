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

interface LockEntry {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Record<string, LockEntry>;
}

const lock = fullLock();
const named = new Set(Object.keys(lock.packages['']?.dependencies ?? {}).map((name) => `node_modules/${name}`));
const packages: Record<string, object> = {};
for (const [place, entry] of Object.entries(lock.packages)) {
  const { name, version, resolved, integrity, license } = entry;
  if (place === '' || place.startsWith(TOOL)) packages[place] = entry;
  else if (named.has(place)) packages[place] = { name, version, resolved, integrity, license };
}
writeFileSync(join(FOLDER, 'package-lock.json'), `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);

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
