/**
 * Are rewritten programs still right by their own tests? Packages that publish their tests are copied, tested, rewritten by
 * `ephemeron fix`, and tested again.
 *
 *     npm run accuracy:own-tests
 *
 * Exits with 1 where a package is not rewritten, or a test that passed before does not pass after.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'own-tests');
const ROOT = join(import.meta.dirname, '..', '..');

/** What is rewritten of each package, and which tests it publishes. */
const PACKAGES = {
  '@preact/signals-react': { sources: 'src', tests: 'test/*.test.tsx' },
  'apollo-cache-inmemory': { sources: 'src', tests: 'src/__tests__/*.ts' },
  'apollo-link-state': { sources: 'src', tests: 'src/__tests__/*.ts' },
};

/** The settings that the packages were compiled with are not published with them. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2020',
    lib: ['es2021', 'dom'],
    module: 'esnext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['src'],
};

if (!existsSync(join(FOLDER, 'node_modules'))) npm('ci', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund');
const folder = mkdtempSync(join(tmpdir(), 'ephemeron-own-tests-'));
try {
  const rows = Object.entries(PACKAGES).map(([name, { sources, tests }]) => ({ name, ...measure(name, sources, tests) }));
  process.stdout.write(
    ['| package | rewrites | tests that pass before | after |', '| :-- | --: | --: | --: |']
      .concat(rows.map(({ name, rewrites, before, after }) => `| ${name} | ${rewrites} | ${before.size} | ${after.size} |`))
      .join('\n') + '\n',
  );
  for (const { name, rewrites, before, after } of rows) {
    if (rewrites === 0) complain(`${name}: nothing was rewritten.`);
    if (before.size === 0) complain(`${name}: no test passes before the rewrite.`);
    for (const title of before) if (!after.has(title)) complain(`${name}: no longer passes: ${title}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Outcome {
  readonly rewrites: number;
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

function measure(name: string, sources: string, tests: string): Outcome {
  const copy = prepare(name, tests);
  const before = passing(copy);
  const texts = readAll(copy, sources);
  const command = join(ROOT, 'dist', 'codemods', 'cli', 'main.js');
  run(process.execPath, [command, 'fix', sources, '--types', '--certainty', 'possible', '--grade', 'suggestion'], copy);
  const rewritten = readAll(copy, sources);
  const rewrites = (rewritten.match(/\bnew Weak(?:Map|Set)\b/g)?.length ?? 0) - (texts.match(/\bnew Weak(?:Map|Set)\b/g)?.length ?? 0);
  return { rewrites, before, after: passing(copy) };
}

/** Copies a package to where it can be changed, with all that its tests need. */
function prepare(name: string, tests: string): string {
  const copy = join(folder, name);
  mkdirSync(copy, { recursive: true });
  cpSync(join(FOLDER, 'node_modules', name), copy, { recursive: true });
  rmSync(join(copy, 'node_modules'), { recursive: true, force: true });
  if (!existsSync(join(folder, 'node_modules'))) symlinkSync(join(FOLDER, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(FOLDER, 'setup.mjs'), join(copy, 'setup.mjs'));
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const core = join(FOLDER, 'node_modules', '@preact', 'signals-core', 'src', 'index.ts');
  const config = {
    root: copy,
    resolve: {
      mainFields: ['main'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
      // By their sources: what they call of each other has no name in the published build.
      alias: { '@preact/signals-react': join(copy, 'src', 'index.ts'), '@preact/signals-core': core },
    },
    test: { globals: true, include: [tests], exclude: [], setupFiles: ['setup.mjs'] },
  };
  writeFileSync(join(copy, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};\n`);
  return copy;
}

interface Report {
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[];
}

/** The titles of the tests that pass. */
function passing(copy: string): ReadonlySet<string> {
  const report = join(copy, 'report.json');
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  run(process.execPath, [vitest, 'run', '--config', 'vitest.config.mjs', '--reporter=json', `--outputFile=${report}`], copy);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const passed = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ status, fullName }, index) => (status === 'passed' ? [`${name} ${index} ${fullName}`] : [])),
  );
  return new Set(passed);
}

function readAll(copy: string, sources: string): string {
  const { stdout } = spawnSync('git', ['grep', '--no-index', '-h', '', '--', sources], { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28 });
  return stdout;
}

/** Runs a program whatever its exit code: failed tests and leaks that are left are no failure here. */
function run(command: string, args: readonly string[], cwd: string): void {
  const { error, stderr, status } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0 && process.env.DEBUG !== undefined) process.stderr.write(stderr);
}

function npm(...args: string[]): void {
  const { status } = spawnSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${FOLDER}: \`npm ${args.join(' ')}\` failed; its output above says why.`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
