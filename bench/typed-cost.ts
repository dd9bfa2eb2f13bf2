/**
 * What all rules together add to a typed lint: the processor time of a lint of a package's sources with one typed rule of
 * typescript-eslint, against that of the same lint with this plugin's strict preset, each in a process of its own. The
 * plugin must be built.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ESLint as ESLintClass, Linter } from 'eslint';

const ROUNDS = 7;
/** The share of its time that the rules may add to the lint. */
const BAR = 0.05;
/** A typed rule that most projects have. */
const OTHER_RULE = 'no-floating-promises';
/** A package that ships its TypeScript. */
const PACKAGE = 'rxjs';

const ROOT = join(import.meta.dirname, '..');
const TSCONFIG = { compilerOptions: { strict: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'], types: [], skipLibCheck: true }, include: ['src'] };

const [mode, folder] = process.argv.slice(2);
if (mode === 'alone' || mode === 'with ours') await lint(mode, folder ?? '.');
else measure();

function measure(): void {
  const project = mkdtempSync(join(tmpdir(), 'ephemeron-typed-cost-'));
  try {
    cpSync(join(ROOT, 'node_modules', PACKAGE, 'src'), join(project, 'src'), { recursive: true, filter: (path) => !/tsconfig\S*\.json$/.test(path) });
    symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    const run = (how: 'alone' | 'with ours') => runLint(how, project);
    // Unmeasured: fills the caches of the disk.
    run('with ours');
    const pairs = Array.from({ length: ROUNDS }, (_, round) => {
      // In turns, so that neither always runs on a machine that the other has warmed up.
      if (round % 2 === 0) return { alone: run('alone'), ours: run('with ours') };
      const ours = run('with ours');
      return { alone: run('alone'), ours };
    });
    print(pairs);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** What a lint found, and the processor time it took in milliseconds. */
interface Measured {
  readonly files: number;
  readonly reports: number;
  readonly time: number;
}

function runLint(how: string, project: string): Measured {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), how, project], { cwd: ROOT, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

/** Lints a project in this process, loading of ESLint and its plugins included. */
async function lint(how: 'alone' | 'with ours', cwd: string): Promise<void> {
  const start = process.cpuUsage();
  const [{ ESLint }, { plugin, parser }] = await Promise.all([import('eslint'), import('typescript-eslint')]);
  const built = async () => ((await import(new URL('../dist/run/plugin.js', import.meta.url).href)) as typeof import('../rules/index.js')).default;
  const ours = how === 'with ours' ? [{ ...(await built()).configs.strict, files: ['**/*.ts'] }] : [];
  const overrideConfig = [
    {
      files: ['**/*.ts'],
      languageOptions: { parser, parserOptions: { projectService: true, tsconfigRootDir: cwd } },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      plugins: { typed: plugin },
      rules: { [`typed/${OTHER_RULE}`]: 'error' },
    },
    ...ours,
  ] as Linter.Config[];
  const results: ESLintClass.LintResult[] = await new ESLint({ cwd, overrideConfigFile: true, overrideConfig, allowInlineConfig: false }).lintFiles(['src']);
  const { user, system } = process.cpuUsage(start);
  const fatal = results.find(({ fatalErrorCount }) => fatalErrorCount > 0);
  if (fatal) throw new Error(`${fatal.filePath}: ${fatal.messages[0]?.message}`);
  process.stdout.write(JSON.stringify({ files: results.length, reports: results.flatMap(({ messages }) => messages).length, time: (user + system) / 1000 } satisfies Measured));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Prints the result as a table for Markdown. */
function print(pairs: readonly { readonly alone: Measured; readonly ours: Measured }[]): void {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const seconds = (times: readonly number[]) => `${(median(times) / 1000).toFixed(2)} s`;
  const added = median(pairs.map(({ alone, ours }) => ours.time / alone.time)) - 1;
  const cells = [
    `${PACKAGE} ${version}, ${pairs[0]?.ours.files} files`,
    seconds(pairs.map(({ alone }) => alone.time)),
    seconds(pairs.map(({ ours }) => ours.time)),
    `${(100 * added).toFixed(1)} %`,
    added < BAR ? 'under the bar' : 'OVER the bar',
  ];
  process.stdout.write(`Node ${process.version}, ${cpus().length} cores, processor time, medians of ${ROUNDS} paired rounds; the bar: ${100 * BAR} % more\n\n`);
  process.stdout.write(`| | \`${OTHER_RULE}\` | and all rules of this plugin | added | |\n| :-- | --: | --: | --: | :-- |\n| ${cells.join(' | ')} |\n`);
}
