/**
 * What `map-to-weakmap` costs under jscodeshift's Babel hook, which is on by default and compiles whatever a transform
 * requires: the time of the whole process against that of a transform which does nothing, from the packed tarball.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = 5;
/** How many times a no-op's time the transform may take. */
const BAR = 3;

const ROOT = join(import.meta.dirname, '..');

const PROGRAM = `\
export class Page {
  title = '';
}

const outlines = new Map<Page, string[]>();

export function outlineOf(page: Page): string[] {
  const known = outlines.get(page) ?? [page.title];
  outlines.set(page, known);
  return known;
}
`;

const NO_OP = 'no-op.js';
const TRANSFORM = 'node_modules/eslint-plugin-ephemeron/dist/codemods/map-to-weakmap.js';

/** The ways to run jscodeshift that are compared. */
const MODES = {
  // Nothing that was compiled before is on the disk.
  'Babel hook, cold': { env: { BABEL_DISABLE_CACHE: '1' }, flags: [] },
  'Babel hook, warm': { env: { BABEL_CACHE_PATH: 'babel-cache.json' }, flags: [] },
  '`--no-babel`': { env: {}, flags: ['--no-babel'] },
};

const project = mkdtempSync(join(tmpdir(), 'ephemeron-bench-'));
try {
  install();
  writeFileSync(join(project, 'page.ts'), PROGRAM);
  writeFileSync(join(project, NO_OP), 'module.exports = () => undefined;\n');

  const rows = Object.entries(MODES).map(([name, { env, flags }]) => {
    const run = (transform: string) => time(transform, flags, env);
    // Unmeasured: fills the caches of the disk, and Babel's where it is on.
    [NO_OP, TRANSFORM].forEach(run);
    const pairs = Array.from({ length: ROUNDS }, (_, round) => {
      // In turns, so that neither always runs on a machine that the other has warmed up.
      if (round % 2 === 0) return { noOp: run(NO_OP), ours: run(TRANSFORM) };
      const ours = run(TRANSFORM);
      return { noOp: run(NO_OP), ours };
    });
    return {
      name,
      noOp: median(pairs.map(({ noOp }) => noOp)),
      ours: median(pairs.map(({ ours }) => ours)),
      ratio: median(pairs.map(({ noOp, ours }) => ours / noOp)),
    };
  });
  print(rows);
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** Installs what the build has made, as a user would. */
function install(): void {
  mkdirSync(join(project, 'packed'));
  const packed = npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', join(project, 'packed'));
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  // A package of CommonJS, as most users of jscodeshift have.
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', `./packed/${filename}`, 'jscodeshift@17');
}

function npm(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Runs jscodeshift on the program, without writing; its wall time in milliseconds. */
function time(transform: string, flags: readonly string[], env: Readonly<Record<string, string>>): number {
  const args = ['node_modules/jscodeshift/bin/jscodeshift.js', '-t', transform, 'page.ts', '--extensions=ts', '--parser=ts', '--dry', ...flags];
  const start = performance.now();
  const { stdout } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', ...env } });
  const took = performance.now() - start;
  const expected = transform === TRANSFORM ? /^1 ok$/m : /^1 skipped$/m;
  if (!expected.test(stdout)) throw new Error(`jscodeshift did not do what it should:\n${stdout}`);
  return took;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

interface Row {
  readonly name: string;
  readonly noOp: number;
  readonly ours: number;
  readonly ratio: number;
}

/** Prints the rows as a table for Markdown. */
function print(rows: readonly Row[]): void {
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
  const lines = [
    `Node ${process.version}, ${cpus().length} cores, medians of ${ROUNDS} paired rounds; the bar: under ${BAR} times a no-op`,
    '',
    '| | no-op | `map-to-weakmap` | ratio | |',
    '| :-- | --: | --: | --: | :-- |',
    ...rows.map(({ name, noOp, ours, ratio }) => {
      const cells = [name, seconds(noOp), seconds(ours), ratio.toFixed(2), ratio < BAR ? 'under the bar' : 'OVER the bar'];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
