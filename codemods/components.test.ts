import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import * as svelte from 'svelte-eslint-parser';
import vue from 'vue-eslint-parser';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import ephemeron from '../rules/index.js';
import { DEFAULTS } from './options.js';
import { parseSource } from './parse.js';
import { planFile } from './plan.js';

/** A container that leaks: at module level, its rewrite is safe. */
const LEAK = `\
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

/** The same where exports are not allowed. */
const UNEXPORTED = LEAK.replace('export ', '');

/** The same in plain JavaScript: what proves the keys is that they are used as objects. */
const PLAIN = `\
const outlines = new Map();

export function outlineOf(page) {
  page.visited = true;
  const known = outlines.get(page) ?? [page.title];
  outlines.set(page, known);
  return known;
}
`;

const script = (attributes: string, text: string): string => `<script${attributes}>\n${text}</script>\n`;
const vueScript = script(' lang="ts"', LEAK);
const moduleScript = script(' module lang="ts"', LEAK);

/** What becomes of each container, in the words of the account. */
function fates(path: string, text: string): string[] {
  const plan = planFile({ path: join(import.meta.dirname, path), text }, { ...DEFAULTS, grade: 'safe' });
  if (plan.outcome !== 'planned') throw new Error(JSON.stringify(plan));
  return plan.containers.map(({ name, fate }) => `${name} ${fate.state === 'refused' ? fate.code : fate.state}`);
}

function rewritten(path: string, text: string): string {
  const plan = planFile({ path: join(import.meta.dirname, path), text }, DEFAULTS);
  if (plan.outcome !== 'planned') throw new Error(JSON.stringify(plan));
  return plan.output;
}

/** The reports of the rule for instances, under ESLint with the parser that the project would configure. */
function lint(path: string, text: string): Linter.LintMessage[] {
  return new Linter().verify(text, configFor(path), path);
}

function fixed(path: string, text: string): string {
  return new Linter().verifyAndFix(text, configFor(path), path).output;
}

function configFor(path: string): Linter.Config {
  return {
    files: ['**'],
    languageOptions: { parser: path.endsWith('.vue') ? vue : svelte, parserOptions: { parser } },
    plugins: { ephemeron },
    rules: { 'ephemeron/no-instance-keyed-map': ['error', { certainty: 'possible' }] },
  };
}

const MODULE_LEVEL: readonly (readonly [string, string, string])[] = [
  ['a Vue script', 'a.vue', `<template><p>Hello</p></template>\n${vueScript}`],
  ['a Vue script beside a setup script', 'a.vue', `${vueScript}${script(' setup lang="ts"', "import Item from './Item.vue';\n")}<template><Item /></template>\n`],
  ['a Vue script, whose names markup without a setup script does not see', 'a.vue', `<template><p>{{ outlines }}</p></template>\n${vueScript}`],
  ['a Vue script in JavaScript', 'a.vue', `<template><p>Hello</p></template>\n${script('', PLAIN)}`],
  ['a Svelte module script', 'a.svelte', `${moduleScript}<p>Hello</p>\n`],
  ['a Svelte script of the context `module`', 'a.svelte', `${script(' context="module"', PLAIN)}<p>Hello</p>\n`],
  ['a Svelte module script beside an instance', 'a.svelte', `${script('', 'let { page } = $props();\n')}${moduleScript}<p>{outlineOf(page)}</p>\n`],
];

describe('a container at module level is found and rewritten in', () => {
  it.each(MODULE_LEVEL)('%s', (_, path, text) => {
    const output = text.replace('new Map', 'new WeakMap');
    expect(fates(path, text)).toEqual(['outlines rewritten']);
    expect(rewritten(path, text)).toBe(output);
    expect(fixed(path, text)).toBe(output);
  });

  it.each([
    ['Vue', 'a.vue', `\uFEFF<template>\r\n  <p>Hello</p>\r\n</template>\r\n${vueScript.replaceAll('\n', '\r\n')}<style>p { margin: 0 }</style>`],
    ['Svelte', 'a.svelte', `\uFEFF${moduleScript.replaceAll('\n', '\r\n')}<p>Hello</p>\r\n<style>p { margin: 0 }</style>`],
  ])('a %s file, of which nothing else changes', (_, path, text) => {
    expect(rewritten(path, text)).toBe(text.replace('new Map', 'new WeakMap'));
  });

  it('and is reported where it is made', () => {
    expect(lint('a.vue', `<template>\n<p>Hello</p></template>\n${vueScript}`)).toMatchObject([{ line: 8, column: 18, ruleId: 'ephemeron/no-instance-keyed-map' }]);
    expect(lint('a.svelte', moduleScript)).toMatchObject([{ line: 6, column: 18, ruleId: 'ephemeron/no-instance-keyed-map' }]);
  });
});

const PER_INSTANCE: readonly (readonly [string, string, string])[] = [
  ['a Vue setup script', 'a.vue', `${script(' setup lang="ts"', UNEXPORTED)}<template><p>Hello</p></template>\n`],
  ['a Vue setup script whose functions the markup calls', 'a.vue', `${script(' setup lang="ts"', UNEXPORTED)}<template><p v-for="page in pages">{{ outlineOf(page) }}</p></template>\n`],
  ['the closure of a function in a Vue setup script', 'a.vue', script(' setup lang="ts"', `function memo() {\n  const cache = new Map<object, number>();\n  return (key: object) => cache.set(key, (cache.get(key) ?? 0) + 1);\n}\nconst count = memo();\n`)],
  ['a static field of a class in a Vue setup script', 'a.vue', script(' setup lang="ts"', 'class Item {\n  static counts = new Map<Item, number>();\n  count() {\n    Item.counts.set(this, (Item.counts.get(this) ?? 0) + 1);\n  }\n}\n')],
  ['the setup function of a Vue component', 'a.vue', script(' lang="ts"', `export default {\n  setup() {\n    const counts = new Map<object, number>();\n    const count = (key: object) => counts.set(key, (counts.get(key) ?? 0) + 1);\n    return { count };\n  },\n};\n`)],
  ['the setup function of a component that is defined', 'a.vue', script(' lang="ts"', `import { defineComponent } from 'vue';\nexport default defineComponent({\n  setup() {\n    const counts = new Map<object, number>();\n    const count = (key: object) => counts.set(key, (counts.get(key) ?? 0) + 1);\n    return { count };\n  },\n});\n`)],
  ['a Svelte script', 'a.svelte', `${script(' lang="ts"', UNEXPORTED)}<p>{outlineOf(page)}</p>\n`],
  ['a Svelte script in JavaScript', 'a.svelte', `${script('', PLAIN.replace('export ', ''))}<p>Hello</p>\n`],
  ['a reactive statement of Svelte', 'a.svelte', `${script('', 'export let page;\nlet seen;\n$: seen = new Map();\nfunction see(it) {\n  it.seen = true;\n  if (!seen.has(it)) seen.set(it, page);\n}\n')}<p on:click={() => see(page)}>Hello</p>\n`],
];

describe('a container that dies with its component is none of ours in', () => {
  it.each(PER_INSTANCE)('%s', (_, path, text) => {
    expect(lint(path, text)).toEqual([]);
    expect(new Set(fates(path, text).map((fate) => fate.replace(/^\S+ /, '')))).not.toContain('rewritten');
    expect(fates(path, text).every((fate) => fate.endsWith(' clean'))).toBe(true);
    expect(rewritten(path, text)).toBe(text);
  });

  it('a component that a plain file defines', () => {
    const text = `import { defineComponent } from 'vue';\nexport const counter = defineComponent({\n  setup() {\n    const counts = new Map<object, number>();\n    const count = (key: object) => counts.set(key, (counts.get(key) ?? 0) + 1);\n    return { count };\n  },\n});\n`;
    expect(fates('a.ts', text)).toEqual(['counts clean']);
  });
});

describe('a container at module level', () => {
  it.each([
    ['a Vue instance', 'a.vue', `${script(' lang="ts"', 'const seen = new Map<object, number>();\nexport const isSeen = (it: object) => seen.has(it);\n')}${script(' setup lang="ts"', 'const { page } = defineProps<{ page: object }>();\nconst own: object = page;\nseen.set(own, 1);\n')}`],
    ['a Svelte instance', 'a.svelte', `${script(' module lang="ts"', 'const seen = new Map<object, number>();\nexport const isSeen = (it: object) => seen.has(it);\n')}${script(' lang="ts"', 'let { page } = $props();\nconst own: object = page;\nseen.set(own, 1);\n')}`],
  ])('grows when %s is made', (_, path, text) => {
    expect(fates(path, text)).toEqual(['seen rewritten']);
    expect(fixed(path, text)).toBe(text.replace('new Map', 'new WeakMap'));
  });

  it.each([
    ['Vue', 'a.vue', `${script(' lang="ts"', 'const seen = new Map<object, number>();\nfunction forget(it: object) {\n  seen.delete(it);\n}\nexport function see(it: object) {\n  if (!seen.has(it)) seen.set(it, 1);\n}\n')}${script(' setup', '')}<template><p @click="forget(page)">Hello</p></template>\n`],
    ['Svelte', 'a.svelte', `${script(' module lang="ts"', 'const seen = new Map<object, number>();\nfunction forget(it: object) {\n  seen.delete(it);\n}\nexport function see(it: object) {\n  if (!seen.has(it)) seen.set(it, 1);\n}\n')}<p onclick={() => forget(page)}>Hello</p>\n`],
  ])('is released by a function that only the markup calls: %s', (_, path, text) => {
    expect(fates(path, text)).toEqual(['seen clean']);
    expect(lint(path, text)).toEqual([]);
  });
});

describe('a container that markup names leaves sight', () => {
  const setup = script(' setup', '');

  it.each([
    ['a Vue expression', 'a.vue', `${vueScript}${setup}<template><p>{{ outlines.size }}</p></template>\n`],
    ['a Vue handler', 'a.vue', `${vueScript}${setup}<template><p @click="outlines.clear()">Hello</p></template>\n`],
    ['a Vue attribute', 'a.vue', `${vueScript}${setup}<template><Item :outlines /></template>\n`],
    ['a Vue template in another language', 'a.vue', `${vueScript}${setup}<template lang="pug">\np {{ outlines }}\n</template>\n`],
    ['a Vue template in another file', 'a.vue', `${vueScript}${setup}<template src="./a.html"></template>\n`],
    ['a Vue style', 'a.vue', `${vueScript}${setup}<style>p { width: v-bind('outlines.size') }</style>\n`],
    ['a Svelte expression', 'a.svelte', `${moduleScript}<p>{outlines.get(page)}</p>\n`],
    ['a Svelte block', 'a.svelte', `${moduleScript}{#each [...outlines] as [page, outline]}<p>{outline}</p>{/each}\n`],
    ['a Svelte attribute', 'a.svelte', `${moduleScript}<Item {outlines} />\n`],
  ])('in %s', (_, path, text) => {
    expect(fates(path, text)).toEqual(['outlines other']);
  });
});
