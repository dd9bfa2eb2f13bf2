/**
 * Installs the packed tarball as its users do, beside each linter and each TypeScript, with no flags, and tells what it weighs:
 * the megabytes and packages that come with it. In each project a seeded leak must be found. Then the same in
 * workspaces of npm, pnpm and yarn.
 *
 *     npm run test:installs                 all of it, as tables in Markdown
 *     npm run test:installs -- --only 'ESLint 10'       one linter, or one package manager
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const RULE = 'no-instance-keyed-map';

/** What comes with the plugin may weigh this much, and be this many packages, itself included. */
const BAR = { megabytes: 8, packages: 15 };

const LINTERS: Readonly<Record<string, readonly string[]>> = {
  none: [],
  'ESLint 9.22': ['eslint@9.22.0'],
  'ESLint 9': ['eslint@9'],
  'ESLint 10': ['eslint@10'],
  oxlint: ['oxlint@1'],
};

const TYPESCRIPTS: Readonly<Record<string, readonly string[]>> = {
  none: [],
  '5': ['typescript@5'],
  '6': ['typescript@6'],
  '7': ['typescript@7'],
};

const LEAK = `\
const boxes = new Map();

export class Owner {
  get box() {
    if (!boxes.has(this)) boxes.set(this, {});
    return boxes.get(this);
  }
}
`;

const FILES = {
  'leak.js': LEAK,
  'eslint.config.js': `\
import { defineConfig } from 'eslint/config';
import ephemeron from 'eslint-plugin-ephemeron';

export default defineConfig([{ files: ['**/*.js'], extends: [ephemeron.configs.recommended] }]);
`,
  '.oxlintrc.json': JSON.stringify({ jsPlugins: ['eslint-plugin-ephemeron'], rules: { [`ephemeron/${RULE}`]: 'error' } }),
};

interface Weight {
  readonly megabytes: number;
  readonly packages: number;
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const scratch = mkdtempSync(join(tmpdir(), 'ephemeron-installs-'));
const failures: string[] = [];
try {
  const tarball = pack();
  matrix(tarball);
  workspaces(tarball);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;

function pack(): string {
  const [packed] = JSON.parse(run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', scratch).out) as [{ filename: string }];
  return join(scratch, packed.filename);
}

/** Every linter beside every TypeScript. */
function matrix(tarball: string): void {
  console.log('| linter | TypeScript | before | with the plugin | more | a leak is found |');
  console.log('| :-- | :-- | --: | --: | --: | :-- |');
  for (const [linter, linters] of Object.entries(LINTERS)) {
    if (values.only !== undefined && values.only !== linter) continue;
    for (const [typescript, typescripts] of Object.entries(TYPESCRIPTS)) {
      const what = `${linter}, TypeScript ${typescript}`;
      const project = makeProject(what.replaceAll(/\W+/g, '-'), FILES);
      const wanted = [...linters, ...typescripts];
      if (wanted.length > 0) npmInstall(project, wanted);
      const before = weigh(project);
      const { code, err } = npmInstall(project, [tarball]);
      if (code !== 0) {
        failures.push(`${what}: ${err}`);
        console.log(`| ${linter} | ${typescript} | ${show(before)} | does not install | | |`);
        continue;
      }
      const after = weigh(project);
      const more = { megabytes: after.megabytes - before.megabytes, packages: after.packages - before.packages };
      if (more.megabytes > BAR.megabytes || more.packages > BAR.packages) failures.push(`${what}: ${show(more)} more`);
      console.log(`| ${linter} | ${typescript} | ${show(before)} | ${show(after)} | ${show(more)} | ${findsIn(project, what)} |`);
      rmSync(project, { recursive: true });
    }
  }
}

/** A configuration in the root and a leak in a package of it, by each package manager. */
function workspaces(tarball: string): void {
  const managers: Readonly<Record<string, readonly string[]>> = {
    npm: ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'],
    'pnpm 10': ['npx', '--yes', 'pnpm@10', 'install', '--prefer-offline'],
    'yarn 1': ['npx', '--yes', 'yarn@1', 'install', '--prefer-offline'],
    'yarn 4, node_modules': ['npx', '--yes', '--package=@yarnpkg/cli-dist@4', 'yarn', 'install'],
    "yarn 4, Plug'n'Play": ['npx', '--yes', '--package=@yarnpkg/cli-dist@4', 'yarn', 'install'],
  };
  console.log('\n| workspace of | a leak is found |');
  console.log('| :-- | :-- |');
  for (const [manager, command] of Object.entries(managers)) {
    if (values.only !== undefined && values.only !== manager) continue;
    const project = makeProject(manager.replaceAll(/\W+/g, '-'), {
      'eslint.config.js': FILES['eslint.config.js'],
      '.oxlintrc.json': FILES['.oxlintrc.json'],
      'package.json': JSON.stringify({
        private: true,
        type: 'module',
        workspaces: ['packages/*'],
        devDependencies: { eslint: '^10.0.0', oxlint: '^1.0.0', 'eslint-plugin-ephemeron': `file:${tarball}` },
      }),
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
      '.yarnrc.yml': `nodeLinker: ${manager.includes('Play') ? 'pnp' : 'node-modules'}\nenableTelemetry: false\nenableImmutableInstalls: false\n`,
      'yarn.lock': '',
      'packages/a/package.json': JSON.stringify({ name: 'a', version: '1.0.0', type: 'module' }),
      'packages/a/leak.js': LEAK,
    });
    const { code, out, err } = run(project, ...command);
    if (code !== 0) failures.push(`${manager}: ${out}${err}`);
    const isPnp = existsSync(join(project, '.pnp.cjs'));
    console.log(`| ${manager} | ${code === 0 ? findsIn(project, manager, 'packages/a/leak.js', isPnp ? [...command.slice(0, -1), 'run'] : undefined) : 'does not install'} |`);
    rmSync(project, { recursive: true });
  }
}

/** By which tools that a project has the leak is found. */
function findsIn(project: string, what: string, path = 'leak.js', runner?: readonly string[]): string {
  const commands = { eslint: [path], oxlint: [path], ephemeron: ['fix', '--dry', path] };
  const found: string[] = [];
  for (const [name, args] of Object.entries(commands)) {
    const bin = join(project, 'node_modules/.bin', name);
    // With Plug'n'Play there is no such folder, and oxlint finds no plugin.
    if (runner ? name === 'oxlint' : !existsSync(bin)) continue;
    const { out, err } = runner ? run(project, ...runner, name, ...args) : run(project, bin, ...args);
    if (out.includes(name === 'ephemeron' ? 'new WeakMap' : RULE)) found.push(name);
    else failures.push(`${what}: ${name} finds nothing: ${out}${err}`);
  }
  return found.join(', ');
}

function makeProject(name: string, files: Readonly<Record<string, string>>): string {
  const project = join(scratch, name);
  for (const [path, text] of Object.entries({ 'package.json': JSON.stringify({ private: true, type: 'module' }), ...files })) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  return project;
}

/** As the README says, and without a word of what must not be needed: no `--force`, no `--legacy-peer-deps`. */
function npmInstall(project: string, wanted: readonly string[]) {
  return run(project, 'npm', 'install', '--save-dev', '--prefer-offline', '--no-audit', '--no-fund', ...wanted);
}

function weigh(project: string): Weight {
  const modules = join(project, 'node_modules');
  const lock = join(modules, '.package-lock.json');
  if (!existsSync(lock)) return { megabytes: 0, packages: 0 };
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: Readonly<Record<string, unknown>> };
  return { megabytes: sizeOf(modules) / 1e6, packages: Object.keys(packages).length };
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => lstatSync(join(folder, path)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

function show({ megabytes, packages }: Weight): string {
  return `${megabytes.toFixed(1)} MB, ${packages}`;
}

function run(cwd: string, ...[command = '', ...args]: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { code: status, out: stdout, err: stderr };
}
