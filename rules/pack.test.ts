import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODEMODS } from '../codemods/options.js';

const root = join(import.meta.dirname, '..');
const rule = 'ephemeron/no-instance-keyed-map';

const leak = `
const boxes = new Map();
export class Owner {
  get box() {
    if (!boxes.has(this)) boxes.set(this, {});
    return boxes.get(this);
  }
}
`;

const eslintConfig = `
import { defineConfig } from 'eslint/config';
import ephemeron from 'eslint-plugin-ephemeron';
export default defineConfig([{ files: ['**/*.js'], extends: [ephemeron.configs.recommended] }]);
`;

const eslintConfigInCommonJs = `
const { defineConfig } = require('eslint/config');
const ephemeron = require('eslint-plugin-ephemeron');
module.exports = defineConfig([{ files: ['**/*.js'], extends: [ephemeron.configs.recommended] }]);
`;

const oxlintConfig = JSON.stringify({ jsPlugins: ['eslint-plugin-ephemeron'], rules: { [rule]: 'error' } });

let scratch: string;
let tarball: string;
let published: string[];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'ephemeron-pack-'));
  // What `npm test` built is what is packed: no script may build it anew under the feet of the other tests.
  const { stdout } = await run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', scratch);
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  tarball = join(scratch, packed.filename);
  published = packed.files.map(({ path }) => path);
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

it('publishes what runs, what types it, and what a reader needs: nothing else', () => {
  expect(published).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/run/plugin.d.ts', 'dist/run/plugin.js', 'dist/run/ephemeron.js']));
  expect(published).toEqual(expect.arrayContaining(CODEMODS.flatMap((name) => [`dist/codemods/${name}.js`, `dist/codemods/${name}.d.ts`])));
  const transforms = ['transforms.esm', 'parse-canary.js', ...CODEMODS.flatMap((name) => [`${name}.js`, `${name}.d.ts`])].map((file) => `dist/codemods/${file}`);
  const wanted = /^(LICENSE|README\.md|package\.json|dist\/run\/([\w-]+\.(c?js|d\.ts)|THIRD-PARTY-LICENSES\.md)|dist\/rules\/(index|presets)\.d\.ts)$/;
  expect(published.filter((path) => !wanted.test(path) && !transforms.includes(path))).toEqual([]);
});

it('brings the licenses of the packages whose code is in the bundles', () => {
  const licenses = readFileSync(join(root, 'dist/run/THIRD-PARTY-LICENSES.md'), 'utf8');
  for (const name of ['@clack/prompts', '@typescript-eslint/utils', 'commander', 'tinyglobby']) expect(licenses).toContain(`\n## ${name} `);
  for (const entry of licenses.split('\n## ').slice(1)) expect(entry).toMatch(/copyright|license/i);
});

describe('installed beside ESLint 9', () => {
  let project: string;

  beforeAll(async () => {
    project = await install('eslint9', `eslint@${installed('eslint9')}`);
  }, 120_000);

  it('comes without TypeScript, and finds the leak', async () => {
    expect(packagesIn(project)).not.toContain('typescript');
    expect((await run(project, bin('eslint'), 'leak.js')).stdout).toContain(rule);
  });

  it('finds the leak under a configuration in CommonJS', async () => {
    expect((await run(project, bin('eslint'), '--config', 'eslint.config.cjs', 'leak.js')).stdout).toContain(rule);
  });
});

describe('installed beside ESLint 10 and TypeScript 7', () => {
  let project: string;

  beforeAll(async () => {
    project = await install('eslint10', `eslint@${installed('eslint')}`, 'typescript@7');
  }, 120_000);

  it('finds the leak', async () => {
    expect((await run(project, bin('eslint'), 'leak.js')).stdout).toContain(rule);
  });

  it('rewrites the leak', async () => {
    expect((await run(project, bin('ephemeron'), 'fix', '--dry', 'leak.js')).stdout).toContain('+const boxes = new WeakMap();');
  });

  it.each(['check', 'fix'])('says in one line what the types for `%s --types` need', async (command) => {
    const { status, stdout, stderr } = await run(project, bin('ephemeron'), command, '--types', 'leak.js');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .+ needs TypeScript 5 or 6, for 7\.\d+\.\d+ has no stable API yet: npm install --save-dev typescript@6 @typescript-eslint\/parser\n$/);
  });
});

describe('installed beside oxlint alone', () => {
  let project: string;

  beforeAll(async () => {
    project = await install('oxlint', `oxlint@${installed('oxlint')}`);
  }, 120_000);

  it('comes without ESLint and TypeScript, and with few packages', () => {
    const packages = packagesIn(project);
    expect(packages).not.toContain('eslint');
    expect(packages).not.toContain('typescript');
    expect(packages.filter((name) => !name.includes('oxlint')).length).toBeLessThanOrEqual(15);
  });

  it('finds the leak', async () => {
    const { stdout } = await run(project, bin('oxlint'), '--format', 'json', 'leak.js');
    expect(stdout).toContain('ephemeron(no-instance-keyed-map)');
  });

  it('rewrites the leak', async () => {
    expect((await run(project, bin('ephemeron'), 'fix', 'leak.js')).status).toBe(0);
    expect(readFileSync(join(project, 'leak.js'), 'utf8')).toContain('new WeakMap');
  });
});

/** The names of all packages that are installed in a project, wherever they are. */
function packagesIn(project: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8')) as { packages: object };
  return Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
}

/** The version of a package that this repository has locked. */
function installed(name: string): string {
  const manifest = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function bin(command: string): string {
  return join('node_modules/.bin', command);
}

/** Makes a scratch project with one leaking file and the tarball among its dependencies; returns its folder. */
async function install(name: string, ...dependencies: string[]): Promise<string> {
  const project = join(scratch, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(project, 'eslint.config.js'), eslintConfig);
  writeFileSync(join(project, 'eslint.config.cjs'), eslintConfigInCommonJs);
  writeFileSync(join(project, '.oxlintrc.json'), oxlintConfig);
  writeFileSync(join(project, 'leak.js'), leak);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
  const { status, stderr } = await run(project, 'npm', 'install', ...quiet, tarball, ...dependencies);
  if (status !== 0) throw new Error(stderr);
  return project;
}

interface Finished {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end; a linter that finds something is no failure. */
function run(cwd: string, command: string, ...args: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}
