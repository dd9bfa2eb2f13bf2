import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT } from '../fixtures/run-command.js';
import { SAFE } from '../fixtures/samples.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const ROOT = join(import.meta.dirname, '..');
const MODULES = join(ROOT, 'node_modules');

/** What is installed with the package, apart from compiled parts. */
const PACKAGES = ['yuku-core', 'oxc-resolver', '@typescript-eslint/scope-manager', '@typescript-eslint/types', '@typescript-eslint/visitor-keys', 'eslint-scope', 'eslint-visitor-keys'];
const COMPILED = { parser: '@yuku-core', resolver: '@oxc-resolver' };

/** A project with the package installed, and of the compiled parts only those that are named. */
function project(parts: readonly (keyof typeof COMPILED)[], others: readonly string[] = []): string {
  const folder = temporaryFolder({ 'a.ts': SAFE, 'flow.js': `// @flow\n${SAFE}`, 'bad.ts': 'new Map();\nlet a = ;\n' });
  const modules = join(folder, 'node_modules');
  for (const published of ['package.json', 'dist/run']) cpSync(join(ROOT, published), join(modules, 'eslint-plugin-ephemeron', published), { recursive: true });
  for (const name of PACKAGES) cpSync(join(MODULES, name), join(modules, name), { recursive: true });
  for (const part of parts) cpSync(join(MODULES, COMPILED[part]), join(modules, COMPILED[part]), { recursive: true });
  for (const name of others) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(MODULES, name), join(modules, name), 'junction');
  }
  return folder;
}

function run(cwd: string, ...args: string[]) {
  const command = join(cwd, 'node_modules/eslint-plugin-ephemeron/dist/run/ephemeron.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { cwd, encoding: 'utf8', env: ENVIRONMENT });
  return { status, stdout, stderr };
}

const cure = 'which npm leaves out at times: remove node_modules and package-lock.json, then npm install --include=optional';

describe('a compiled part that npm has left out', () => {
  it.each([
    ['oxc-resolver', 'parser', ['fix', 'a.ts']],
    ['yuku-core', 'resolver', ['fix', 'a.ts']],
    ['yuku-core', 'resolver', ['fix', '--stdin', '--stdin-filename', 'a.ts']],
    ['yuku-core', 'resolver', ['check', 'a.ts']],
  ] as const)('of %s ends the command in one line with the cure', (library, other, args) => {
    expect(run(project([other]), ...args)).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: ${library} is here without its compiled part for ${process.platform}-${process.arch}, ${cure}\n`,
    });
  });

  it('of the parser is made up for by the parser of the project, which is slower', () => {
    const folder = project(['resolver'], ['@typescript-eslint/parser', 'typescript']);
    expect(run(folder, 'fix', 'a.ts')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(SAFE.replace('new Map', 'new WeakMap'));
  });

  it('makes no file parse that would not parse otherwise', () => {
    const { status, stderr } = run(project(['resolver'], ['@typescript-eslint/parser', 'typescript']), 'fix', 'flow.js', 'bad.ts');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: flow\.js:1:4: Flow is not supported\nerror: bad\.ts:2:9: .+\n$/);
  });

  it('is not asked for by help', () => {
    expect(run(project([]), '--help')).toMatchObject({ status: 0, stderr: '' });
  });
});
