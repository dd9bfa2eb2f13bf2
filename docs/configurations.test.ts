import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Block, readPages } from '../fixtures/pages.js';
import { ENVIRONMENT } from '../fixtures/run-command.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

/*
 * Every configuration in the documents is tried in a project of its own, as it stands: the files that it names after `config=`
 * leak, and the rule must say so of each; not one may fail to parse.
 */

const MODULES = join(import.meta.dirname, '../node_modules');
const RULE = 'no-instance-keyed-map';

const TYPED = `\
class Page {
  title = '';
}

const outlines = new Map<Page, string[]>();

export function outlineOf(page: Page): string[] {
  const known = outlines.get(page) ?? [page.title];
  outlines.set(page, known);
  return known;
}
`;

const PLAIN = `\
const outlines = new Map();

export function outlineOf(page) {
  page.visited = true;
  const known = outlines.get(page) ?? [page.title];
  outlines.set(page, known);
  return known;
}
`;

const JSX = 'export const title = <h1>Hello</h1>;\n';
const MARKUP = '<p>Hello</p>\n';

/** A leak, by the ending of the name of its file. */
const LEAKS: Readonly<Record<string, string>> = {
  'a.js': PLAIN,
  'a.mjs': PLAIN,
  'b.jsx': PLAIN + JSX,
  'a.cjs': PLAIN.replace('export function outlineOf', 'exports.outlineOf = function').replace('return known;\n}', 'return known;\n};'),
  'a.ts': TYPED,
  'a.mts': TYPED,
  'b.tsx': TYPED + JSX,
  'a.cts': `${TYPED.replace('export ', '')}export = { outlineOf };\n`,
  'a.svelte.ts': TYPED,
  'a.vue': `<script lang="ts">\n${TYPED}</script>\n<template>${MARKUP}</template>\n`,
  'a.svelte': `<script module lang="ts">\n${TYPED}</script>\n${MARKUP}`,
  'plain.vue': `<script>\n${PLAIN}</script>\n<template>${MARKUP}</template>\n`,
  'plain.svelte': `<script module>\n${PLAIN}</script>\n${MARKUP}`,
};

const PARSERS = ['typescript', 'typescript-eslint', '@typescript-eslint/parser', 'vue-eslint-parser', 'svelte-eslint-parser'];

const blocks = readPages().flatMap(({ name, blocks }) => blocks.map((block) => ({ ...block, at: `${name}:${block.line}` })));
const configurations = blocks.filter(({ settings }) => settings.has('config'));

/** A project with a configuration, leaks in all the files that it is for, and nothing installed but what it names. */
function project(block: Block, eslint: string): { folder: string; leaks: readonly string[] } {
  const leaks = (block.settings.get('config') ?? '').split(',');
  const sources = leaks.map((path): [string, string] => [path, LEAKS[path.slice(path.lastIndexOf('/') + 1)] ?? 'no such leak']);
  const packages = new Set(leaks.flatMap((path) => /^packages\/[^/]+/.exec(path)?.[0] ?? '.'));
  const tsconfigs = [...packages].map((folder): [string, string] => [join(folder, 'tsconfig.json'), '{ "compilerOptions": { "jsx": "preserve", "module": "nodenext", "strict": true } }']);
  const config = block.language === 'json' ? '.oxlintrc.json' : `eslint.config.${block.language}`;
  const folder = temporaryFolder({ 'package.json': '{ "type": "module" }', [config]: block.text, ...Object.fromEntries([...tsconfigs, ...sources]) });
  const imported = PARSERS.filter((name) => block.text.includes(`'${name}'`));
  for (const [name, target] of [['eslint', eslint], ['eslint-plugin-ephemeron', '..'], ...imported.map((parser) => [parser, parser])] as [string, string][]) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(MODULES, target), join(folder, 'node_modules', name), 'junction');
  }
  return { folder, leaks };
}

function run(cwd: string, ...args: string[]) {
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: ENVIRONMENT });
}

it('every configuration of a linter in the documents is tried', () => {
  const shown = blocks.filter(({ text }) => /'eslint\/config'|"jsPlugins"/.test(text));
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter(({ settings }) => !settings.has('config')).map(({ at }) => at)).toEqual([]);
});

it('every kind of file has a configuration', () => {
  const named = configurations.flatMap(({ settings }) => settings.get('config')?.split(',') ?? []).map((path) => path.replace(/^.*\//, ''));
  expect([...new Set(named)].sort()).toEqual(Object.keys(LEAKS).sort());
});

describe.each([
  ['ESLint 9', 'eslint9'],
  ['ESLint 10', 'eslint'],
])('under %s', (_, eslint) => {
  it.each(configurations.filter(({ language }) => language !== 'json'))('the configuration at $at finds the leaks', (block) => {
    const { folder, leaks } = project(block, eslint);
    const { stdout, stderr } = run(folder, join(MODULES, eslint, 'bin/eslint.js'), '--format', 'json');
    expect(stderr).toBe('');
    const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[];
    const told = results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, message }) => [relative(folder, filePath).replaceAll('\\', '/'), ruleId ?? message]));
    expect(told.filter(([path]) => path !== 'eslint.config.js' && path !== 'eslint.config.cjs').sort()).toEqual(leaks.map((path) => [path, `ephemeron/${RULE}`]).sort());
  });
});

describe('under oxlint', () => {
  it.each(configurations.filter(({ language }) => language === 'json'))('the configuration at $at finds the leaks', (block) => {
    const { folder, leaks } = project(block, 'eslint');
    const { stdout } = run(folder, join(MODULES, 'oxlint/bin/oxlint'), '--format', 'json', ...leaks);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    expect(diagnostics.map(({ filename, code }) => [filename, code]).sort()).toEqual(leaks.map((path) => [path, `ephemeron(${RULE})`]).sort());
  });
});
