import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

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
  const wanted = /^(LICENSE|README\.md|package\.json|dist\/run\/[\w-]+\.(js|d\.ts)|dist\/(analysis|rules|codemods)\/.+\.(js|js\.map|d\.ts|esm))$/;
  expect(published.filter((path) => !wanted.test(path) || path.includes('.test.'))).toEqual([]);
});

describe('installed beside ESLint 9', () => {
  let project: string;

  beforeAll(async () => {
    project = await install('eslint9', `eslint@${installed('eslint9')}`);
  }, 120_000);

  it('finds the leak', async () => {
    expect((await run(project, bin('eslint'), 'leak.js')).stdout).toContain(rule);
  });

  it('finds the leak without TypeScript', async () => {
    rmSync(join(project, 'node_modules/typescript'), { recursive: true });
    expect((await run(project, bin('eslint'), 'leak.js')).stdout).toContain(rule);
  });
});

describe('installed beside ESLint 10 and oxlint', () => {
  let project: string;

  beforeAll(async () => {
    project = await install('eslint10', `eslint@${installed('eslint')}`, `oxlint@${installed('oxlint')}`);
  }, 120_000);

  it('finds the leak', async () => {
    expect((await run(project, bin('eslint'), 'leak.js')).stdout).toContain(rule);
  });

  it('finds the leak through oxlint', async () => {
    const { stdout } = await run(project, bin('oxlint'), '--format', 'json', 'leak.js');
    expect(stdout).toContain('ephemeron(no-instance-keyed-map)');
  });
});

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
