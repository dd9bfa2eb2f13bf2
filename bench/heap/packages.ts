import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const COMMAND = path.join(import.meta.dirname, '../../dist/run/ephemeron.js');
const FOLDER = path.join(import.meta.dirname, 'packages');

/** A container of a published package that leaks, where its shipped source makes it: in a file, or in the text that a source map has of one. */
interface Leak {
  /** The program in `packages` that drives the package. */
  readonly program: string;
  readonly path: string;
  readonly line: number;
}

const LEAKS: readonly Leak[] = [
  { program: 'adblocker-puppeteer.mjs', path: '@cliqz/adblocker-puppeteer/dist/cjs/adblocker.js', line: 106 },
  { program: 'apollo-client.cjs', path: '@apollo/client/cache/inmemory/reactiveVars.js', line: 12 },
  { program: 'lit-context.mjs', path: '@lit-labs/context/src/lib/context-root.ts', line: 90 },
  { program: 'lit-ssr.mjs', path: '@lit-labs/ssr/src/lib/render-value.ts', line: 110 },
  { program: 'matrix-js-sdk.mjs', path: 'matrix-js-sdk/src/ReEmitter.ts', line: 28 },
  { program: 'mikro-orm.mjs', path: '@mikro-orm/core/utils/RawQueryFragment.js', line: 14 },
  { program: 'newrelic.cjs', path: 'newrelic/lib/errors/aggregator.js', line: 34 },
  { program: 'nock.mjs', path: 'nock/lib/common.js', line: 596 },
  { program: 'request-filtering-agent.mjs', path: 'request-filtering-agent/src/request-filtering-agent.ts', line: 93 },
  { program: 'socket.io.mjs', path: 'socket.io/dist/socket.js', line: 91 },
  { program: 'ts-mixer.mjs', path: 'ts-mixer/dist/cjs/mixin-tracking.js', line: 6 },
  { program: 'zod.mjs', path: 'zod/v4/core/registries.js', line: 5 },
];

interface Told {
  readonly containers: readonly { readonly name: string; readonly path: string | null; readonly line: number | null; readonly entries: number; readonly freed: { readonly bytes: number }; readonly says: string }[];
}

/** What `heap --run` says of the container of a package. */
export interface PackageRow extends Leak {
  /** Where it is named at its line. */
  readonly told: Told['containers'][number] | undefined;
}

/** Drives each package by its program, as `ephemeron heap --run -- node program` does. */
export function measurePackages(): readonly PackageRow[] {
  install();
  return LEAKS.map((leak) => ({ ...leak, told: containersOf(leak.program).find((one) => one.path === `node_modules/${leak.path}` && one.line === leak.line) }));
}

function containersOf(program: string): Told['containers'] {
  const keep = mkdtempSync(path.join(tmpdir(), 'ephemeron-heap-'));
  try {
    const { stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'heap', '--run', '--format', 'json', '--keep', keep, '--', process.execPath, program], { cwd: FOLDER, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (!stdout.startsWith('{')) throw new Error(`${program}: ${stderr}`);
    return (JSON.parse(stdout) as Told).containers;
  } finally {
    rmSync(keep, { recursive: true, force: true });
  }
}

/** Installs the packages at their versions, and runs nothing of theirs. */
function install(): void {
  if (existsSync(path.join(FOLDER, 'node_modules'))) return;
  const { status } = spawnSync('npm', ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${FOLDER}: \`npm ci\` failed; its output above says why.`);
}
