import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type AST, Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { ephemeron as run } from '../fixtures/run-command.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import ephemeron from '../rules/index.js';
import { DEFAULTS } from './options.js';
import { planFile } from './plan.js';

const MESSAGE = 'Flow is not supported';

const LEAK = `\
const outlines = new Map();

export function outlineOf(page) {
  page.visited = true;
  const known = outlines.get(page) ?? [page.title];
  outlines.set(page, known);
  return known;
}
`;

const TYPED = LEAK.replace('outlines =', 'outlines: Map<Page, Array<string>> =').replace('(page)', '(page: Page)');
const COMMENTED = LEAK.replace('outlines =', 'outlines /*: Map<Page, Array<string>> */ =');

function plan(path: string, text: string) {
  return planFile({ path, text }, DEFAULTS);
}

describe('Flow is told from JavaScript', () => {
  it.each([
    ['the pragma and annotations', 'a.js', `// @flow\n${TYPED}`, { line: 1, column: 4 }],
    ['the pragma of a mode', 'a.js', `/**\n * @flow strict-local\n */\n${TYPED}`, { line: 2, column: 4 }],
    ['the pragma behind another comment and a directive', 'a.jsx', `#!/usr/bin/env node\n/* (c) */\n'use strict';\n/* @flow */\n${TYPED}`, { line: 4, column: 4 }],
    ['types that are not checked', 'a.mjs', `/* @noflow */\n${TYPED}`, { line: 1, column: 4 }],
    ['a byte order mark and the pragma', 'a.js', `\uFEFF// @flow\r\n${TYPED.replaceAll('\n', '\r\n')}`, { line: 1, column: 4 }],
    ['the pragma and types in comments', 'a.js', `// @flow\n${COMMENTED}`, { line: 1, column: 4 }],
  ])('by %s', (_, path, text, at) => {
    expect(plan(path, text)).toEqual({ outcome: 'unparsed', message: MESSAGE, at });
  });

  it.each([
    ['names the pragma in a string', 'a.js', `const pragma = '@flow';\n${LEAK}`],
    ['names the pragma behind code', 'a.js', `'use client';\n${LEAK}// @flow was here\n`],
    ['names something alike', 'a.js', `// @flowtype is another tool\n${LEAK}`],
    ['has the pragma and nothing else of Flow', 'a.js', `/* @flow */\n${LEAK}`],
    ['has types in comments and no pragma', 'a.js', `${LEAK}const a /*: number */ = 1;\n`],
    ['is TypeScript', 'a.ts', `// @flow\n${LEAK.replace('(page)', '(page: object & { visited?: boolean; title: string })')}`],
  ])('but not where a file %s', (_, path, text) => {
    expect(plan(path, text)).toMatchObject({ outcome: 'planned', output: text.replace('new Map', 'new WeakMap') });
  });

  it.each([
    ['has a type that only Flow has, and no pragma', 'a.js', `type Page = {| title: string |};\n${LEAK}`],
    ['has the types of TypeScript', 'a.js', `const a: Map<object, number> = new Map();\n`],
    ['is neither', 'a.js', 'const a = new Map();\nconst b = ;\n'],
    ['does not parse after a mention', 'a.js', "const a = new Map('@flow');\nconst b = ;\n"],
  ])('nor where a file %s', (_, path, text) => {
    const { outcome, message } = plan(path, text) as { outcome: string; message: string };
    expect(outcome).toBe('unparsed');
    expect(message).not.toBe(MESSAGE);
  });
});

describe("under ESLint with a parser for Flow", () => {
  const { parse } = (createRequire(import.meta.url)('jscodeshift/src/getParser.js') as (name: string) => { parse: (text: string) => object })('flow');
  const parser = { parseForESLint: (text: string) => ({ ast: { sourceType: 'module', tokens: [], comments: [], ...parse(text) } as unknown as AST.Program }) };

  function lint(text: string): Linter.LintMessage[] {
    const config: Linter.Config = {
      files: ['**'],
      languageOptions: { parser },
      plugins: { ephemeron },
      rules: { 'ephemeron/no-instance-keyed-map': ['error', { certainty: 'possible' }] },
    };
    return new Linter().verify(text, config);
  }

  const GUARDED = `\
const outlines = new Map();
export function outlineOf(page) {
  if (!(page instanceof Page)) return undefined;
  const known = outlines.get(page) ?? [page.title];
  outlines.set(page, known);
  return known;
}
class Page {}
`;

  it('a container without annotations is rewritten', () => {
    expect(lint(GUARDED)).toMatchObject([{ line: 1, fix: { text: 'WeakMap' } }]);
  });

  it.each([
    ['an annotation', GUARDED.replace('outlines =', 'outlines: Map<Page, Array<string>> ='), 'its type is written where this rewrite cannot follow'],
    ['an annotated alias', GUARDED.replace('const known', 'const own: Map<Page, Array<string>> = outlines;\n  const known'), 'its type is written where this rewrite cannot follow'],
    ['a type that is taken of it', `${GUARDED}export type Outlines = typeof outlines;\n`, 'is not understood'],
  ])('one with %s is not', (_, text, refusal) => {
    const messages = lint(text);
    expect(messages).toMatchObject([{ line: 1, message: expect.stringContaining(refusal) as string }]);
    expect(messages.map(({ fix, suggestions }) => [fix, suggestions])).toEqual([[undefined, undefined]]);
  });

  it('one that is cast is not reported', () => {
    expect(lint(GUARDED.replace('new Map()', '(new Map(): Map<Page, Array<string>>)'))).toEqual([]);
  });
});

describe('ephemeron', () => {
  const files = {
    'annotated.js': `// @flow\n${TYPED}`,
    'commented.js': `// @flow\n${COMMENTED}`,
    'exact.js': `/* @flow */\ntype Page = {| title: string |};\n${LEAK}`,
    'plain.js': `// @flow\n${LEAK}`,
    'string.js': `const pragma = '@flow';\n${LEAK}`,
  };

  it.each([
    ['check', ['check'], /2 files read/, {}],
    ['check --types', ['check', '--types'], /2 files read/, {}],
    ['fix', ['fix', '--force'], /2 files read/, { 'plain.js': `// @flow\n${LEAK.replace('new Map', 'new WeakMap')}`, 'string.js': `const pragma = '@flow';\n${LEAK.replace('new Map', 'new WeakMap')}` }],
    ['fix --types', ['fix', '--force', '--types'], /2 files read/, { 'plain.js': `// @flow\n${LEAK.replace('new Map', 'new WeakMap')}`, 'string.js': `const pragma = '@flow';\n${LEAK.replace('new Map', 'new WeakMap')}` }],
  ])('%s lists files of Flow, and leaves them alone', (_, args, sum, written) => {
    const cwd = temporaryFolder({ ...files, 'tsconfig.json': '{ "compilerOptions": { "allowJs": true, "strict": true, "lib": ["ES2022"] } }' });
    const { code, out, err } = run(cwd, [...args, '.']);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toEqual(['annotated.js:1:4', 'commented.js:1:4', 'exact.js:1:4'].map((place) => expect.stringContaining(`${place}: ${MESSAGE}`) as string));
    expect(out).toMatch(sum);
    for (const [path, text] of Object.entries({ ...files, ...written })) expect(readFileSync(join(cwd, path), 'utf8')).toBe(text);
  });
});
