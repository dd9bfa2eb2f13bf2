/**
 * Makes projects with the generators that people start with, and takes the packed tarball through each as the pages say:
 * install it, configure it, find a leak, fix it, and build the project.
 *
 *     npm run test:starters                             all of them, as a table in Markdown
 *     npm run test:starters -- vite-react-ts next       some of them
 *     npm run test:starters -- next --keep              and leave the projects there
 *
 * Starters are the newest of their kind. Some need a newer Node than this package does: put it first in `PATH`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { SAFE } from '../fixtures/samples.js';

const ROOT = join(import.meta.dirname, '..');
const RULE = 'no-instance-keyed-map';

/** What a command may take before it counts as hanging, in milliseconds. */
const TIMEOUT = 600_000;

/** The folder that each generator makes. */
const APP = 'app';

const PNPM = ['npx', '--yes', 'pnpm@latest'];

/** A leak whose rewrite is safe without types. */
const PLAIN = `\
const outlines = new Map();

export class Page {
  title = '';

  get outline() {
    const known = outlines.get(this) ?? [this.title];
    outlines.set(this, known);
    return known;
  }
}

export const outlineOf = (page) => page.outline;
`;

const STEPS = ['make', 'install', 'lint', 'check', 'fix', 'silent', 'build'] as const;

type Step = (typeof STEPS)[number];

interface Starter {
  /** The generator and its arguments. It makes the folder `app`, or runs in it if `files` are there already. */
  readonly generator?: string;
  /** What a project has that no generator makes. */
  readonly files?: Readonly<Record<string, string>>;
  readonly manager?: 'pnpm';
  /** What the pages tell to install beside the plugin. */
  readonly packages?: readonly string[];
  readonly linter?: 'oxlint';
  /** Adds the plugin to the configuration of the linter. */
  readonly configure: (project: string) => void;
  readonly leak: string;
  /** A module of the starter that shall import the leak, and the name that it has there. */
  readonly usedBy?: readonly [path: string, specifier: string];
}

/** Something that a linter says of a file. */
interface Finding {
  readonly path: string;
  /** `undefined` if the file could not be read. */
  readonly rule: string | undefined;
  readonly message: string;
}

interface Row {
  readonly name: string;
  readonly eslint: string;
  readonly typescript: string;
  readonly outcomes: Readonly<Record<Step, string>>;
  readonly seconds: number;
}

const WORKSPACE: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'workspace',
    private: true,
    type: 'module',
    workspaces: ['packages/*'],
    scripts: { build: 'tsc -p packages/a' },
    devDependencies: { typescript: '^6.0.0' },
  }),
  'packages/a/package.json': JSON.stringify({ name: 'a', version: '1.0.0', type: 'module' }),
  'packages/a/tsconfig.json': JSON.stringify({
    compilerOptions: { module: 'nodenext', strict: true, rootDir: 'src', outDir: 'dist' },
    include: ['src'],
  }),
};

const STARTERS: Readonly<Record<string, Starter>> = {
  'vite-react-ts': {
    generator: 'create-vite@latest app --template react-ts --no-interactive',
    // Its own TypeScript is 7, which typescript-eslint does not take.
    packages: ['eslint', 'typescript-eslint', 'typescript@6'],
    configure: asInPages('## TypeScript'),
    leak: 'src/outline.ts',
    usedBy: ['src/main.tsx', './outline'],
  },
  'vite-react-oxlint': {
    generator: 'create-vite@latest app --template react-ts --no-interactive',
    linter: 'oxlint',
    configure: addToOxlint,
    leak: 'src/outline.ts',
    usedBy: ['src/main.tsx', './outline'],
  },
  'vite-vue-ts': {
    generator: 'create-vite@latest app --template vue-ts --no-interactive',
    packages: ['eslint', 'typescript-eslint', 'vue-eslint-parser'],
    configure: asInPages('Vue:'),
    leak: 'src/outline.ts',
    usedBy: ['src/main.ts', './outline'],
  },
  'vite-svelte-ts': {
    generator: 'create-vite@latest app --template svelte-ts --no-interactive',
    packages: ['eslint', 'typescript-eslint', 'svelte-eslint-parser'],
    configure: asInPages('Svelte:'),
    leak: 'src/outline.ts',
    usedBy: ['src/main.ts', './outline'],
  },
  'vite-vanilla': {
    generator: 'create-vite@latest app --template vanilla --no-interactive',
    packages: ['eslint'],
    configure: asInPages('With JSX:'),
    leak: 'src/outline.js',
    usedBy: ['src/main.js', './outline.js'],
  },
  next: {
    // Empty, since the page of the full one loads fonts from the network when it is built.
    generator:
      'create-next-app@latest app --yes --ts --eslint --app --empty --no-tailwind --no-src-dir --no-react-compiler --no-agents-md --use-npm --skip-install --disable-git',
    configure: addTo('eslint.config.mjs', '])'),
    leak: 'app/outline.ts',
    usedBy: ['app/page.tsx', './outline'],
  },
  sveltekit: {
    generator: 'sv@latest create app --template minimal --types ts --no-add-ons --no-install',
    packages: ['eslint', 'typescript-eslint', 'svelte-eslint-parser'],
    configure: asInPages('Svelte:'),
    leak: 'src/lib/outline.ts',
    usedBy: ['src/routes/+page.svelte', '$lib/outline'],
  },
  'sveltekit-eslint': {
    generator: 'sv@latest create app --template minimal --types ts --add eslint --no-install --no-download-check',
    configure: addTo('eslint.config.js', ')'),
    leak: 'src/lib/outline.ts',
    usedBy: ['src/routes/+page.svelte', '$lib/outline'],
  },
  'create-vue': {
    generator: 'create-vue@latest app --ts --eslint',
    configure: addTo('eslint.config.ts', ')'),
    leak: 'src/outline.ts',
    usedBy: ['src/main.ts', './outline'],
  },
  antfu: {
    generator: '@antfu/eslint-config@latest --yes',
    files: {
      'package.json': JSON.stringify({
        name: 'app',
        private: true,
        type: 'module',
        scripts: { build: 'tsc' },
        devDependencies: { typescript: '^6.0.0' },
      }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: { module: 'nodenext', strict: true, rootDir: 'src', outDir: 'dist' },
        include: ['src'],
      }),
      'src/index.ts': "export const greeting = 'Hello'\n",
    },
    configure: addTo('eslint.config.js', ')'),
    leak: 'src/outline.ts',
    usedBy: ['src/index.ts', './outline.js'],
  },
  'npm-workspace': {
    files: WORKSPACE,
    packages: ['eslint', 'typescript-eslint'],
    configure: asInPages('## Monorepo'),
    leak: 'packages/a/src/outline.ts',
  },
  'pnpm-workspace': {
    files: { ...WORKSPACE, 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n' },
    manager: 'pnpm',
    packages: ['eslint', 'typescript-eslint'],
    configure: asInPages('## Monorepo'),
    leak: 'packages/a/src/outline.ts',
  },
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { keep: { type: 'boolean' } } });
process.exitCode = main(positionals);

/** Tries the starters of these names, or all, and prints the table. */
function main(names: readonly string[]): number {
  const unknown = names.filter((name) => !(name in STARTERS));
  if (unknown.length > 0) {
    console.error(`no such starter: ${unknown.join(', ')}; there are ${Object.keys(STARTERS).join(', ')}`);
    return 2;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'ephemeron-starters-'));
  const rows: Row[] = [];
  try {
    const tarball = pack(scratch);
    for (const [name, starter] of Object.entries(STARTERS)) {
      if (names.length > 0 && !names.includes(name)) continue;
      rows.push(tryStarter(name, starter, join(scratch, name), tarball));
    }
  } finally {
    if (values.keep) console.error(`\nThe projects are in ${scratch}`);
    else rmSync(scratch, { recursive: true, force: true });
  }
  console.log(`\nNode ${process.versions.node}\n`);
  console.log(`| starter | eslint | typescript | ${STEPS.join(' | ')} | seconds |`);
  console.log(`| :-- | :-- | :-- | ${STEPS.map(() => ':--').join(' | ')} | --: |`);
  for (const { name, eslint, typescript, outcomes, seconds } of rows) {
    const cells = [name, eslint, typescript, ...STEPS.map((step) => outcomes[step]), seconds.toFixed(0)];
    console.log(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  }
  return rows.every(({ outcomes }) => STEPS.every((step) => outcomes[step] === 'ok')) ? 0 : 1;
}

/** Packs this package into a tarball. */
function pack(scratch: string): string {
  const { out } = must(ROOT, 0, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', scratch);
  const [packed] = JSON.parse(out) as [{ filename: string }];
  return join(scratch, packed.filename);
}

/** Takes one starter through all steps. Without a project that is installed, no further step is tried. */
function tryStarter(name: string, starter: Starter, folder: string, tarball: string): Row {
  console.error(`${name} …`);
  const start = performance.now();
  const project = join(folder, APP);
  const outcomes = Object.fromEntries(STEPS.map((step) => [step, '–'])) as Record<Step, string>;
  const steps: Readonly<Record<Step, () => void>> = {
    make: () => make(starter, folder, project),
    install: () => install(starter, project, tarball),
    lint: () => mustFind(starter, lint(starter, project)),
    check: () => mustCheck(starter, project),
    fix: () => mustFix(starter, project),
    silent: () => mustBeSilent(starter, project),
    build: () => build(starter, project),
  };
  for (const step of STEPS) {
    // Of a leak that was never rewritten, silence says nothing.
    if (step === 'silent' && outcomes.fix !== 'ok') continue;
    try {
      steps[step]();
      outcomes[step] = 'ok';
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      outcomes[step] = message.split('\n', 1)[0] ?? '';
      console.error(`${name}: ${step}: ${message}`);
      if (step === 'make' || step === 'install') break;
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const versions = { eslint: versionOf(project, 'eslint'), typescript: versionOf(project, 'typescript') };
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
  return { name, ...versions, outcomes, seconds };
}

/** Makes the project with what it depends on itself. */
function make({ generator, files, manager }: Starter, folder: string, project: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files ?? {})) write(project, path, text);
  if (generator !== undefined) must(files ? project : folder, 0, 'npx', '--yes', ...generator.split(' '));
  if (!existsSync(join(project, 'package.json'))) throw new Error('the generator made no project');
  must(project, 0, ...(manager === 'pnpm' ? PNPM : ['npm']), 'install');
}

/** Installs the plugin as the pages say, configures it, and puts a leak into the project. */
function install({ packages = [], manager, configure, leak, usedBy }: Starter, project: string, tarball: string): void {
  const command = manager === 'pnpm' ? [...PNPM, 'add', '--workspace-root'] : ['npm', 'install'];
  must(project, 0, ...command, '--save-dev', ...packages, tarball);
  configure(project);
  write(project, leak, leak.endsWith('.js') ? PLAIN : SAFE);
  if (usedBy) write(project, usedBy[0], withUse(read(project, usedBy[0]), ...usedBy));
}

/** The text of a module or a component that uses the leak. */
function withUse(text: string, path: string, specifier: string): string {
  const use = `import { Page, outlineOf } from '${specifier}';\n`;
  if (!path.endsWith('.svelte')) return `${use}${text}\nconsole.log(outlineOf(new Page()));\n`;
  return `<script lang="ts">\n${use}const outline = outlineOf(new Page());\n</script>\n\n${text}<p>{outline}</p>\n`;
}

/** What the linter of the project says of all its files. */
function lint({ linter }: Starter, project: string): Finding[] {
  return linter === 'oxlint' ? lintByOxlint(project) : lintByEslint(project);
}

/** What ESLint says, with its own words for files that it cannot parse. */
function lintByEslint(project: string): Finding[] {
  const { code, out, err } = run(project, 'npx', 'eslint', '.', '--format', 'json', '--output-file', 'eslint-report.json');
  if (code !== 0 && code !== 1) throw failure('eslint failed', out + err);
  const report = JSON.parse(read(project, 'eslint-report.json')) as {
    filePath: string;
    messages: { ruleId: string | null; message: string; fatal?: boolean }[];
  }[];
  rmSync(join(project, 'eslint-report.json'));
  return report.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message, fatal }) => ({ path: pathIn(project, filePath), rule: fatal ? undefined : (ruleId ?? ''), message })),
  );
}

/** What oxlint says. Where it reads nothing, or not the plugin, it prints no JSON. */
function lintByOxlint(project: string): Finding[] {
  const { out, err } = run(project, 'npx', 'oxlint', '--format', 'json');
  if (!out.startsWith('{')) throw failure('oxlint failed', out + err);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { filename: string; code?: string; message: string }[] };
  return diagnostics.map(({ filename, code, message }) => ({
    path: pathIn(project, join(project, filename)),
    rule: code?.replace(/\((.*)\)$/, '/$1'),
    message,
  }));
}

/** Fails if a linter does not find the leak, or can no longer read some file of the project. */
function mustFind({ leak }: Starter, findings: readonly Finding[]): void {
  const unread = findings.find(({ rule }) => rule === undefined);
  if (unread) throw new Error(`${unread.path}: ${unread.message}`);
  if (!findings.some(({ path, rule }) => path === leak && rule === `ephemeron/${RULE}`)) throw failure('the leak is not found', show(findings));
}

/** Fails if `check` does not find the leak. */
function mustCheck({ leak }: Starter, project: string): void {
  const { out, err } = must(project, 1, 'npx', 'ephemeron', 'check');
  if (!out.includes(leak) || !out.includes(RULE)) throw failure('the leak is not found', out + err);
}

/** Fails if `fix` does not rewrite the leak. */
function mustFix({ leak }: Starter, project: string): void {
  const { out, err } = must(project, 0, 'npx', 'ephemeron', 'fix');
  if (!read(project, leak).includes('new WeakMap')) throw failure('the leak is not rewritten', out + err);
}

/** Fails if anything is left to say, be it of a file that came with the starter. */
function mustBeSilent(starter: Starter, project: string): void {
  must(project, 0, 'npx', 'ephemeron', 'check');
  const left = lint(starter, project).filter(({ rule }) => rule?.startsWith('ephemeron/') ?? true);
  if (left.length > 0) throw new Error(show(left));
}

/** Builds the project. If that fails, the error tells whether it does so without the leak, too. */
function build({ leak, usedBy }: Starter, project: string): void {
  try {
    must(project, 0, 'npm', 'run', 'build');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (usedBy) write(project, usedBy[0], withoutUse(read(project, usedBy[0])));
    rmSync(join(project, leak));
    const { code } = run(project, 'npm', 'run', 'build');
    throw new Error(`${code === 0 ? 'only with the leak' : 'without the leak, too'}: ${message}`, { cause: error });
  }
}

/** The opposite of `withUse`. */
function withoutUse(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.includes('outline'))
    .join('\n');
}

const CONFIGURATIONS = 'docs/configurations.md';

/** Writes the configuration that follows this line of the page of configurations. */
function asInPages(line: string): Starter['configure'] {
  return (project) => write(project, 'eslint.config.js', blockAfter(line));
}

/** The first code block after a line of the page of configurations. */
function blockAfter(line: string): string {
  const page = read(ROOT, CONFIGURATIONS);
  const start = page.indexOf(`\n${line}\n`);
  const block = start < 0 ? undefined : /^```js.*\n([^]*?)^```$/m.exec(page.slice(start))?.[1];
  if (block === undefined) throw new Error(`${CONFIGURATIONS} has no configuration after '${line}'`);
  return block;
}

/** Adds the recommended rules to the end of a configuration that is there, where a list or a call ends with `end`. */
function addTo(path: string, end: string): Starter['configure'] {
  return (project) => {
    const text = read(project, path);
    const at = text.lastIndexOf(end);
    if (at < 0) throw failure(`${path} has no ${end}`, text);
    const before = text.slice(0, at).trimEnd();
    const comma = /[,([]$/.test(before) ? '' : ',';
    write(project, path, `import ephemeron from 'eslint-plugin-ephemeron';\n${before}${comma}\nephemeron.configs.recommended,\n${text.slice(at)}`);
  };
}

/** Adds to `.oxlintrc.json` what the page of configurations shows of it. */
function addToOxlint(project: string): void {
  const shown = /^```json config=.*\n([^]*?)^```$/m.exec(read(ROOT, CONFIGURATIONS))?.[1] ?? '';
  const own = JSON.parse(read(project, '.oxlintrc.json')) as { rules?: object };
  const added = JSON.parse(shown) as { rules: object };
  write(project, '.oxlintrc.json', JSON.stringify({ ...own, ...added, rules: { ...own.rules, ...added.rules } }, null, 2));
}

/** The version of a package that a project has. */
function versionOf(project: string, name: string): string {
  const path = `node_modules/${name}/package.json`;
  return existsSync(join(project, path)) ? (JSON.parse(read(project, path)) as { version: string }).version : '';
}

/** Findings, a line for each. */
function show(findings: readonly Finding[]): string {
  return findings.map(({ path, rule, message }) => `${path}: ${rule ?? 'not read'}: ${message}`).join('\n');
}

/** A path relative to the project, with slashes. */
function pathIn(project: string, path: string): string {
  return relative(project, path).replaceAll('\\', '/');
}

/** The text of a file. */
function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** Writes a file and the folders around it. */
function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Runs a command that must end with this exit code. */
function must(cwd: string, expected: number, ...command: readonly string[]): { out: string; err: string } {
  const { code, out, err } = run(cwd, ...command);
  if (code !== expected) throw failure(`${command.filter((word) => word !== 'npx' && !word.startsWith('-')).slice(0, 2).join(' ')} ended with ${code}`, err + out);
  return { out, err };
}

/** An error that begins with the line which says most, and goes on with everything that was printed. */
function failure(what: string, output: string): Error {
  const lines = stripVTControlCharacters(output).split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((line) => /error|\berr\b/i.test(line)) ?? lines[0];
  return new Error(`${what}: ${line?.trim() ?? 'no output'}\n${output}`);
}

/** Runs a command that nobody can answer, and that sees no tools of this repository. */
function run(cwd: string, ...[command = '', ...args]: readonly string[]) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(ROOT));
  const env = { ...process.env, PATH: path.join(delimiter), CI: 'true', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env,
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT,
  });
  return { code: status ?? (error as NodeJS.ErrnoException | undefined)?.code ?? null, out: stdout, err: stderr };
}
