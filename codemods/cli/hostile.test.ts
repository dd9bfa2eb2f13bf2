import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import ephemeronPlugin from '../../rules/index.js';
import { CHAIN, NESTED, NESTED_TYPES } from '../../fixtures/nested.js';
import { SAFE } from '../../fixtures/samples.js';
import { installTool } from '../../fixtures/installation.js';
import { ENVIRONMENT, ephemeron, git, MAIN, repository } from '../../fixtures/run-command.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

const filesOf = (levels: number) => ({
  ...Object.fromEntries(Object.entries(NESTED).map(([name, nested]) => [`${name}.js`, `const names = new Map();\n${nested(levels)};\n`])),
  'types.ts': `const names = new Map();\n${NESTED_TYPES(levels)};\n`,
});

describe('code that is nested', () => {
  it.each(['check', 'fix'])('50,000 levels deep is named, and all other files are done by %s', (command) => {
    const { code, out, err } = ephemeron(temporaryFolder({ ...filesOf(50_000), 'page.ts': SAFE }), [command]);
    expect(err.trimEnd().split('\n')).toEqual(Object.keys(filesOf(1)).sort().map((name) => `error: ${name}:1:1: nested too deeply for the parser; not judged`));
    expect(out).toContain(command === 'check' ? 'page.ts:5:18  ephemeron/no-instance-keyed-map\n' : '  1 rewritten\n');
    expect(code).toBe(2);
  });

  it('as a chain of 8,000 calls is read, by a process with a stack of its own', () => {
    expect(ephemeron(temporaryFolder({ 'a.ts': CHAIN }), ['fix', '--dry'])).toMatchObject({ code: 0, err: '' });
  });
});

const FIXED = SAFE.replace('new Map', 'new WeakMap');

describe('a repository that brings programs along', () => {
  it('has none of them run', () => {
    const folder = repository({ 'a.ts': SAFE, 'b.ts': 'export {};\n', '.gitattributes': '*.ts filter=canary diff=canary\n' });
    const canary = join(folder, 'canary');
    const program = join(folder, '.git/program');
    writeFileSync(program, `#!/bin/sh\ntouch '${canary}'\ncat\n`);
    chmodSync(program, 0o755);
    for (const hook of readdirSync(join(folder, '.git/hooks'))) if (!hook.endsWith('.sample')) throw new Error(hook);
    for (const hook of ['post-index-change', 'post-checkout', 'pre-commit']) {
      writeFileSync(join(folder, '.git/hooks', hook), readFileSync(program));
      chmodSync(join(folder, '.git/hooks', hook), 0o755);
    }
    for (const key of ['core.fsmonitor', 'core.pager', 'filter.canary.clean', 'filter.canary.smudge', 'filter.canary.process', 'diff.canary.textconv', 'diff.canary.command', 'diff.external', 'core.sshCommand', 'core.editor']) git(folder, 'config', key, program);
    // Another time, so that git looks at what the file holds.
    writeFileSync(join(folder, 'b.ts'), 'export {}; \n');
    expect(ephemeron(folder, ['fix', '--since', 'HEAD', '--dry']).code).not.toBe(130);
    expect(ephemeron(folder, ['fix', 'a.ts'])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(FIXED);
    expect(existsSync(canary)).toBe(false);
    git(folder, 'status');
    expect(existsSync(canary)).toBe(true);
  });
});

describe('a tree that brings code along for whoever reads it', () => {
  /** Packages that a parser could be, or could load, each with a version that is newer than any. */
  const PACKAGES = ['vue-eslint-parser', 'svelte-eslint-parser', '@typescript-eslint/parser', 'typescript-eslint', 'eslint-plugin-vue', 'eslint-plugin-svelte', 'typescript', 'svelte', 'eslint', 'eslint-scope', 'eslint-visitor-keys', 'espree', 'weakref', 'canary', 'eslint-plugin-ephemeron'];
  const CONFIGURATIONS = ['eslint.config.js', '.eslintrc.js', 'svelte.config.js', 'vue.config.js', '.prettierrc.js', 'babel.config.js', 'vite.config.js', '.pnp.cjs', 'index.js'];
  const SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'test', 'lint', 'start', 'check', 'fix'];

  /** A tree in which all code adds a line to a file, which tells what was run. */
  function trap() {
    const canary = join(temporaryFolder(), 'canary');
    const say = (name: string) => `require('node:fs').appendFileSync(${JSON.stringify(canary)}, ${JSON.stringify(`${name}\n`)});`;
    const plain = SAFE.replaceAll(/: (?:Page|string\[\])|<.*>/g, '');
    const folder = temporaryFolder({
      ...Object.fromEntries(PACKAGES.flatMap((name) => [
        [`node_modules/${name}/package.json`, JSON.stringify({ name, version: name === 'typescript' ? '6.999.0' : '999.0.0', exports: { '.': './index.js', './*': './index.js', './package.json': './package.json' } })],
        [`node_modules/${name}/index.js`, say(name)],
      ])),
      ...Object.fromEntries(CONFIGURATIONS.map((name) => [name, say(name)])),
      'package.json': JSON.stringify({ name: 'tree', main: 'index.js', eslintConfig: { parser: 'canary', plugins: ['canary'] }, prettier: 'canary', scripts: Object.fromEntries(SCRIPTS.map((name) => [name, `node -e ${JSON.stringify(say(name))}`])) }),
      'tsconfig.json': JSON.stringify({ extends: 'canary/tsconfig.json', compilerOptions: { plugins: [{ name: 'canary' }, { name: './index.js' }] } }),
      'src/a.ts': SAFE,
      // Each of them is a batch of its own, so that threads read them, too.
      'src/typed.vue': `<script lang="ts">\n${SAFE}/* ${'filler\n'.repeat(30_000)}*/\n</script>\n`,
      'src/plain.vue': `<script>\n${plain}</script>\n<script setup>\nlet one = 1;\n</script>\n<template><p @click="one++">{{ one }}</p></template>\n<!-- ${'filler\n'.repeat(30_000)}-->\n`,
      'src/plain.svelte': `<script module>\n${plain}</script>\n<p>{1}</p>\n`,
    });
    return { folder, ran: () => (existsSync(canary) ? readFileSync(canary, 'utf8').trimEnd().split('\n') : []) };
  }

  const COMMANDS = [
    ['check', '--concurrency', '3'],
    ['check', '--types'],
    ['fix', '--dry'],
    ['fix', '--types'],
    ['fix', '--stdin-filename', 'src/new.vue'],
    ['explain', 'src/typed.vue:6'],
    ['explain', 'src/plain.svelte:6'],
  ].map((args) => [args.join(' ')]);

  /** Runs a command in a tree, with a component as its standard input. */
  function runIn(folder: string, args: string, command = MAIN) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args.split(' ')], { cwd: folder, encoding: 'utf8', env: ENVIRONMENT, input: `<script lang="ts">\n${SAFE}</script>\n` });
    return { code: status, out: stdout, err: stderr };
  }

  it.each(COMMANDS)('has none of it run, and is read with the parsers of the tool: %s', (args) => {
    const { folder, ran } = trap();
    const { code, out, err } = runIn(folder, args);
    expect(err).not.toContain('error: ');
    expect(code).toBe(/check|--dry/.test(args) ? 1 : 0);
    if (!/stdin|explain/.test(args)) expect(out).toContain('12 files read, 4 containers seen, ');
    expect(ran()).toEqual([]);
  });

  it.each(COMMANDS)('has none of it run where the tool has no parsers: %s', (args) => {
    const { folder, ran } = trap();
    // Without TypeScript's parser, those of components take one that they look for by themselves.
    for (const parsers of [[], ['vue-eslint-parser', 'svelte-eslint-parser']]) {
      const { out, err } = runIn(folder, args, installTool(temporaryFolder(), parsers));
      expect(`${out}${err}`).not.toContain('internal error');
      expect(ran()).toEqual([]);
    }
  });

  it('has none of it run where it lies in a project that has installed the tool', () => {
    const { folder, ran } = trap();
    const project = temporaryFolder({ 'package.json': '{}' });
    const command = installTool(project, ['vue-eslint-parser', 'svelte-eslint-parser', '@typescript-eslint/parser']);
    renameSync(folder, join(project, 'clone'));
    expect(runIn(join(project, 'clone'), 'check --types', command)).toMatchObject({ code: 1, err: '' });
    expect(ran()).toEqual([]);
  });

  it.each(COMMANDS)('has its parsers run with --trust: %s', (args) => {
    const { folder, ran } = trap();
    runIn(folder, `${args} --trust`, installTool(temporaryFolder()));
    expect(ran()).toContain(args.includes('--types') ? '@typescript-eslint/parser' : args.includes('svelte') ? 'svelte-eslint-parser' : 'vue-eslint-parser');
  });
});

describe.skipIf(process.platform === 'win32')('a name that is no plain text', () => {
  const name = 'a\n::error::b\u001B[31m.ts';
  const shown = String.raw`a\u000a::error::b\u001b[31m.ts`;

  it.each(['text', 'short', 'github'])('begins no line and colours nothing: --format %s', (format) => {
    const folder = temporaryFolder({ [name]: SAFE, [`${name}.broken.ts`]: 'let a = ;\nnew Map();' });
    for (const command of [['check', '--preset', 'strict'], ['fix', '--dry', '--grade', 'suggestion']]) {
      const { out, err } = ephemeron(folder, [...command, '--format', format]);
      expect(`${out}${err}`).not.toContain('\u001B');
      expect(out.match(/^::error::/gm)).toBeNull();
      expect(err).toContain(`error: ${shown}.broken.ts:1:9: `);
    }
  });
});

describe('a file that is unusual', () => {
  it('is not parted from its other names', () => {
    const folder = temporaryFolder({ 'a.ts': SAFE });
    linkSync(join(folder, 'a.ts'), join(folder, 'other.txt'));
    expect(ephemeron(folder, ['fix'])).toMatchObject({ code: 2, err: 'error: a.ts: has 2 names (hard links), of which a rewrite would change one; copy the file over itself first\n' });
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(SAFE);
  });

  it('is written under the longest name that there is', () => {
    const name = `${'n'.repeat(252)}.ts`;
    const folder = temporaryFolder({ [name]: SAFE });
    expect(ephemeron(folder, ['fix'])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(folder, name), 'utf8')).toBe(FIXED);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it.each(['utf16le', 'utf16be'])('is named where it is %s without a mark', (encoding) => {
    const bytes = Buffer.from(SAFE, 'utf16le');
    const folder = temporaryFolder({ 'a.ts': encoding === 'utf16be' ? bytes.swap16() : bytes });
    expect(ephemeron(folder, ['fix'])).toMatchObject({ code: 2, err: 'error: a.ts: not UTF-8\n' });
  });
});

it('a shard of more than there can be is refused', () => {
  expect(ephemeron(temporaryFolder({ 'a.ts': SAFE }), ['fix', '--dry', '--shard', '1/99999999999999999999'])).toMatchObject({ code: 2, err: expect.stringMatching(/^error: shard must be one such as 2\/8/) as string });
});

it.each([{ ignorePattern: '(' }, { idNames: ['['] }])('an option %j of a rule is refused with the configuration', (options) => {
  const config = { plugins: { ephemeron: ephemeronPlugin }, rules: { 'ephemeron/no-id-keyed-map': ['error', options] } } as Linter.Config;
  expect(() => new Linter().verify('new Map();', config)).toThrow(/"ephemeron\/no-id-keyed-map"[^]*should match format "regex"/);
});
