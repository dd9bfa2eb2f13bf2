import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const LEAK = `\
const boxes = new WeakMap();
const seen = new Map();

export class Owner {
  see() {
    seen.set(this, boxes.get(this));
    return seen.get(this);
  }
}
`;
const FIXED = LEAK.replace('new Map', 'new WeakMap');

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'ephemeron-installed-'));
  // What `npm test` built is what is packed: no script may build it anew under the feet of the other tests.
  const { stdout } = run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', project);
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  const versionOf = (name: string) => (JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
  const others = ['@typescript-eslint/parser', 'typescript', 'vue-eslint-parser'].map((name) => `${name}@${versionOf(name)}`);
  const wanted = [`./${packed.filename}`, `eslint@${versionOf('eslint9')}`, ...others];
  const { status, stderr } = run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...wanted);
  if (status !== 0) throw new Error(stderr);
}, 120_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

beforeEach(() => {
  writeFileSync(join(project, 'a.js'), LEAK);
});

describe('the installed command', () => {
  it('checks', () => {
    const { status, stdout, stderr } = ephemeron('check', 'a.js');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/^error: `seen` keeps every `Owner` used as a key alive {2}ephemeron\/no-instance-keyed-map\n {2}--> a\.js:2:14\n(?: .+\n)+\n1 file read, \d containers? seen, 1 leak\n {2}1 can be rewritten \(ephemeron fix\)\n$/);
  });

  it('goes by the name of the package, too', () => {
    expect(run(project, 'npx', '--no-install', 'eslint-plugin-ephemeron', 'check', 'a.js').status).toBe(1);
  });

  it.each([
    // Each is still missing what those before it miss.
    ['a TypeScript with an interface', () => pretend('typescript', '7.0.2'), 'needs TypeScript 5 or 6, for 7.0.2 has no stable API yet: npm install --save-dev typescript@6'],
    ['TypeScript', () => remove('typescript'), 'needs typescript: npm install --save-dev typescript@6'],
    ['TypeScript and the parser', () => remove('@typescript-eslint/parser'), 'needs typescript and @typescript-eslint/parser: npm install --save-dev typescript@6 @typescript-eslint/parser'],
    ['the parser', () => pretend('typescript', '6.0.0'), 'needs @typescript-eslint/parser: npm install --save-dev @typescript-eslint/parser'],
    ['the parser, and a TypeScript with an interface', () => pretend('typescript', '7.0.2'), 'needs TypeScript 5 or 6, for 7.0.2 has no stable API yet: npm install --save-dev typescript@6 @typescript-eslint/parser'],
  ])('says in one line that %s is missing for types, and checks and fixes without it', (_, miss, needs) => {
    miss();
    expect(ephemeron('check', 'a.js')).toMatchObject({ status: 1, stderr: '' });
    expect(ephemeron('check', '--types', 'a.js')).toEqual({ status: 2, stdout: '', stderr: `error: --types ${needs}\n` });
    expect(ephemeron('fix', '--types', 'a.js')).toEqual({ status: 2, stdout: '', stderr: `error: --types ${needs}\n` });
    expect(ephemeron('fix', 'a.js')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(project, 'a.js'), 'utf8')).toBe(FIXED);
  });

  it('then reads components in JavaScript, and says what those in TypeScript need', () => {
    const script = 'const seen = new Map();\nexport function see(page) {\n  page.visited = true;\n  seen.set(page, (seen.get(page) ?? 0) + 1);\n}\n';
    writeFileSync(join(project, 'a.vue'), `<script>\n${script}</script>\n`);
    writeFileSync(join(project, 'b.vue'), `<template />\n<script lang="ts">\n${script}</script>\n`);
    const { status, stderr } = ephemeron('fix', 'a.vue', 'b.vue');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: b\.vue:2:1: TypeScript in a component needs TypeScript 5 or 6, .+\n$/);
    expect(readFileSync(join(project, 'a.vue'), 'utf8')).toContain('new WeakMap');
  });
});

function remove(name: string): void {
  rmSync(join(project, 'node_modules', name), { recursive: true });
}

/** Puts a package that has nothing but a version in the place of one. */
function pretend(name: string, version: string): void {
  rmSync(join(project, 'node_modules', name), { recursive: true, force: true });
  mkdirSync(join(project, 'node_modules', name));
  writeFileSync(join(project, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
}

function ephemeron(...args: string[]) {
  return run(project, process.execPath, 'node_modules/eslint-plugin-ephemeron/dist/run/ephemeron.js', ...args);
}

function run(cwd: string, command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { status, stdout, stderr };
}
