import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import * as svelte from 'svelte-eslint-parser';
import vue from 'vue-eslint-parser';
import { installTool, linkPackage } from '../fixtures/installation.js';
import { ephemeron as run } from '../fixtures/run-command.js';
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
  const plan = planFile({ path: join(import.meta.dirname, path), text }, { ...DEFAULTS, certainty: 'possible' });
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
  ['a Svelte module script beside an instance', 'a.svelte', `${script('', 'let { page } = $props();\n')}${moduleScript}<p>{page.title}</p>\n`],
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

  it('unless markup calls what writes it, which may pass anything', () => {
    const text = `${script('', 'let { page } = $props();\n')}${moduleScript}<p>{outlineOf(page)}</p>\n`;
    expect(fates('a.svelte', text)).toEqual(['outlines suggestion']);
    expect(lint('a.svelte', text)).toMatchObject([{ message: expect.stringContaining('if every key is an object: `outlineOf` may pass something else than what is declared') as string }]);
    expect(fixed('a.svelte', text)).toBe(text);
  });

  it('and is reported where it is made', () => {
    expect(lint('a.vue', `<template>\n<p>Hello</p></template>\n${vueScript}`)).toMatchObject([{ line: 8, column: 18, ruleId: 'ephemeron/no-instance-keyed-map' }]);
    expect(lint('a.svelte', moduleScript)).toMatchObject([{ line: 6, column: 18, ruleId: 'ephemeron/no-instance-keyed-map' }]);
  });
});

describe("with the parser that components have for JavaScript, and not TypeScript's", () => {
  const plain = (path: string) => ({ ...configFor(path), languageOptions: { parser: path.endsWith('.vue') ? vue : svelte } });

  it.each(MODULE_LEVEL.filter(([, , text]) => !text.includes('lang="ts"')))('a container at module level is rewritten in %s', (_, path, text) => {
    expect(new Linter().verifyAndFix(text, plain(path), path)).toEqual({ fixed: true, messages: [], output: text.replace('new Map', 'new WeakMap') });
  });

  it.each([
    ['a Vue setup script', 'a.vue', script(' setup', PLAIN.replace('export ', ''))],
    ['a Svelte script', 'a.svelte', script('', PLAIN.replace('export ', ''))],
  ])('one of an instance is no leak in %s', (_, path, text) => {
    expect(new Linter().verify(`${text}<p>Hello</p>\n`, plain(path), path)).toEqual([]);
  });

  it.each([
    ['Vue', 'a.vue', `${script('', PLAIN)}${script(' setup', "import Item from './Item.vue';\n")}<template><Item :of="outlines" /></template>\n`],
    ['Svelte', 'a.svelte', `${script(' module', PLAIN)}<p>{outlines.size}</p>\n`],
  ])('one that markup of %s names is reported, and never rewritten', (_, path, text) => {
    const messages = new Linter().verify(text, plain(path), path);
    expect(messages).toMatchObject([{ line: 2, ruleId: 'ephemeron/no-instance-keyed-map' }]);
    expect(messages[0]?.fix).toBeUndefined();
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
    ['a Vue instance', 'a.vue', `${script(' lang="ts"', 'const seen = new Map<object, number>();\nexport const isSeen = (it: object) => seen.has(it);\n')}${script(' setup lang="ts"', 'const { page } = defineProps<{ page: object }>();\nif (typeof page === "object" && page !== null) seen.set(page, 1);\n')}`],
    ['a Svelte instance', 'a.svelte', `${script(' module lang="ts"', 'const seen = new Map<object, number>();\nexport const isSeen = (it: object) => seen.has(it);\n')}${script(' lang="ts"', 'let { page } = $props();\nif (typeof page === "object" && page !== null) seen.set(page, 1);\n')}`],
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
    expect(fates(path, text)).toEqual(['outlines unknown-use']);
    expect(lint(path, text)).toMatchObject([{ message: expect.stringContaining('[possible: ') as string }]);
    expect(fixed(path, text)).toBe(text);
  });

  it('and the refusal tells where', () => {
    const plan = planFile({ path: join(import.meta.dirname, 'a.svelte'), text: `${moduleScript}\n<p>{outlines.get(page)}</p>\n` }, { ...DEFAULTS, certainty: 'possible' });
    expect(plan).toMatchObject({ containers: [{ at: { line: 6, column: 18 }, fate: { code: 'unknown-use', at: { line: 15, column: 5 } } }] });
  });
});

describe('what markup may give another value proves nothing of a key', () => {
  const container = 'const counts = new Map();\nexport const countOf = (it) => counts.get(it);\n';
  const count = (name: string): string => `counts.set(${name}, (counts.get(${name}) ?? 0) + 1);\n`;

  it.each([
    ['a variable bound in Vue', 'a.vue', `${script('', container)}${script(' setup', `let it = {};\nfunction add() {\n  ${count('it')}}\n`)}<template><input v-model="it" @input="add"></template>\n`],
    ['a function called in Vue', 'a.vue', `${script('', container)}${script(' setup', `function add(it) {\n  ${count('it')}}\nadd({});\n`)}<template><p @click="add(1)"></p></template>\n`],
    ['a directive of Vue', 'a.vue', `${script('', container)}${script(' setup', `const vCount = (it) => {\n  ${count('it')}};\nvCount({});\n`)}<template><p v-count /></template>\n`],
    ['a variable bound in Svelte', 'a.svelte', `${script(' module', container)}${script('', `let it = {};\nfunction add() {\n  ${count('it')}}\n`)}<input bind:value={it} on:input={add}>\n`],
    ['a function called in Svelte', 'a.svelte', `${script(' module', container)}${script('', `function add(it) {\n  ${count('it')}}\nadd({});\n`)}<p on:click={() => add(1)}>1</p>\n`],
    ['a property of a Svelte component', 'a.svelte', `${script(' module', container)}${script('', `export let it = {};\n${count('it')}`)}`],
    ['a property of a Svelte component with runes', 'a.svelte', `${script(' module', container)}${script('', `let { it = {} } = $props();\n${count('it')}`)}`],
    ['the value of a Svelte store', 'a.svelte', `${script(' module', container)}${script('', `const it = {};\n${count('$it')}`)}`],
  ])('%s', (_, path, text) => {
    expect(fates(path, text)).toEqual(['counts clean']);
    expect(lint(path, text)).toEqual([]);
  });
});

describe('a container of a component that must be listed', () => {
  it.each([
    ['a Vue script', 'a.vue', `<template><p>Hello</p></template>\n${script(' lang="ts"', `${LEAK}export const all = () => [...outlines.keys()];\n`)}`],
    ['a Svelte script', 'a.svelte', `<p>Hello</p>\n${script('', 'let one = 1;\n')}${script(' module lang="ts"', `${LEAK}export const all = () => [...outlines.keys()];\n`)}`],
  ])('imports what it needs inside its own script: %s', (_, path, text) => {
    const folder = temporaryFolder({ 'node_modules/weakref/package.json': '{}', 'node_modules/weakref/index.js': '' });
    const plan = planFile({ path: join(folder, path), text }, { ...DEFAULTS, certainty: 'possible', grade: 'suggestion' });
    expect(plan).toMatchObject({
      output: text.replace('\nclass Page', "\nimport { IterableWeakMap } from 'weakref';\nclass Page").replace('new Map', 'new IterableWeakMap'),
    });
  });
});

describe('parseSource', () => {
  it.each([
    ['a.vue', `<template><p>{{ a.b }}</p></template>\n${vueScript}${script(' setup lang="ts"', "import Item from './Item.vue';\nconst a = { b: 1 };\n")}`],
    ['a.svelte', `${moduleScript}${script(' lang="ts"', "import Item from './Item.svelte';\nlet a = $state({ b: 1 });\n$effect(() => void a);\n")}<p>{a.b}</p>\n`],
  ])('links all nodes of %s', (path, text) => {
    const { ast, visitorKeys } = parseSource(join(import.meta.dirname, path), text);
    const seen: string[] = [];
    const visit = (node: { type: string }): void => {
      seen.push(node.type);
      for (const key of visitorKeys[node.type] ?? []) {
        for (const child of [(node as never)[key]].flat() as ({ type: string; parent?: unknown } | null | undefined)[]) {
          if (!child) continue;
          expect(child.parent).toBe(node);
          visit(child);
        }
      }
    };
    visit(ast);
    expect(seen).toContain('ClassDeclaration');
  });

  it.each([
    ['a.vue', `<template><p>Hello</p></template>\n${script(' lang="ts"', 'const a = new Map();\nconst b = ;\n')}`, { line: 4, column: 11 }],
    ['a.svelte', script('', 'const a = new Map();\nconst b = ;\n'), { line: 3, column: 11 }],
  ])('tells where the script of %s does not parse', (path, text, at) => {
    expect(() => parseSource(join(import.meta.dirname, path), text)).toThrow(expect.objectContaining({ name: 'SourceSyntaxError', at }));
  });

  it.each([
    ['tsx', 'const a = <p>{1 as number}</p>;\n'],
    ['ts', 'const a = <number>(1 as unknown);\n'],
  ])('reads a Vue script in %s', (language, text) => {
    expect(parseSource(join(import.meta.dirname, 'a.vue'), script(` lang="${language}"`, text)).ast.body).toHaveLength(1);
  });
});

describe('ephemeron', () => {
  const clean = '<template><p>Hello</p></template>\n<script setup>\nlet a = 1;\n</script>\n';
  const files = { 'src/a.vue': vueScript, 'src/b.svelte': moduleScript, 'src/clean.vue': clean };
  const parsers = ['vue-eslint-parser', 'svelte-eslint-parser', '@typescript-eslint/parser'];
  const install = (folder: string) => parsers.forEach((name) => linkPackage(folder, name));
  const command = (...args: string[]) => args;

  /** Runs a command that is installed in its own folder, with no parsers beside it. */
  function runBare(cwd: string, args: readonly string[]) {
    return run(cwd, args, {}, installTool(temporaryFolder()));
  }

  it.each([command('check'), command('fix', '--dry'), command('fix', '--force', '--trust')])('%s lists components that it has no parser for, once each, and leaves them alone', (...args) => {
    const cwd = temporaryFolder(files);
    const { code, err } = runBare(cwd, [...args, 'src']);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      'error: src/a.vue:1:1: Vue files need vue-eslint-parser, which is not installed: npm install --save-dev vue-eslint-parser',
      'error: src/b.svelte:1:1: Svelte files need svelte-eslint-parser, which is not installed: npm install --save-dev svelte-eslint-parser',
      '',
    ]);
    expect(readFileSync(join(cwd, 'src/a.vue'), 'utf8')).toBe(vueScript);
  });

  it.each([command('check'), command('fix', '--dry'), command('fix', '--force')])('%s says what to do where only the tree has the parsers, and does the other files', (...args) => {
    const cwd = temporaryFolder({ ...files, 'src/c.ts': LEAK });
    install(cwd);
    const { code, out, err } = runBare(cwd, [...args, 'src']);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      'error: src/a.vue:1:1: Vue files need vue-eslint-parser; the one of this tree is run only with --trust, or install one beside eslint-plugin-ephemeron',
      'error: src/b.svelte:1:1: Svelte files need svelte-eslint-parser; the one of this tree is run only with --trust, or install one beside eslint-plugin-ephemeron',
      '',
    ]);
    expect(out).toMatch(/^2 files read, 1 container seen, 1 leak$/m);
  });

  /** Where the parsers come from, with the flags that this takes. */
  const sources: readonly (readonly [string, (folder: string) => string | undefined, string[]])[] = [
    ['the tool is installed', () => undefined, []],
    ['the project has installed the tool and the parsers', (folder) => installTool(folder, parsers), []],
    ['the tree has installed them and is trusted', (folder) => (install(folder), installTool(temporaryFolder())), ['--trust']],
  ];

  it.each(sources)('fixes components with the parsers from where %s', (_, prepare, flags) => {
    const cwd = temporaryFolder({ ...files, 'package.json': '{}' });
    const { code, out, err } = run(cwd, ['fix', '--force', '.', ...flags], {}, prepare(cwd));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/3 files read, 2 containers seen, 2 leaks/);
    expect(readFileSync(join(cwd, 'src/a.vue'), 'utf8')).toBe(vueScript.replace('new Map', 'new WeakMap'));
    expect(readFileSync(join(cwd, 'src/b.svelte'), 'utf8')).toBe(moduleScript.replace('new Map', 'new WeakMap'));
  });

  it.each(sources)('checks and explains components with the parsers from where %s', (_, prepare, flags) => {
    const cwd = temporaryFolder({ ...files, 'package.json': '{}' });
    const main = prepare(cwd);
    const { code, out, err } = run(cwd, ['check', '.', '--concurrency', '2', ...flags], {}, main);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('src/a.vue:6:18');
    expect(out).toContain('src/b.svelte:6:18');
    expect(run(cwd, ['explain', 'src/a.vue:6', ...flags], {}, main)).toMatchObject({ code: 0, err: '' });
  });

  it.each([command('check'), command('fix', '--dry')])('%s tells where a script does not parse', (...args) => {
    const cwd = temporaryFolder({
      'a.ts': 'const a = new Map();\nconst b = ;\n',
      'a.vue': `<template></template>\n${script(' lang="ts"', 'const a = new Map();\nconst b = ;\n')}`,
      'a.svelte': script(' lang="ts"', 'const a = new Map();\nconst b = ;\n'),
    });
    const { code, err } = run(cwd, [...args, '.']);
    expect(code).toBe(2);
    expect(err.split('\n').map((line) => line.split(': ')[1])).toEqual(['a.svelte:3:11', 'a.ts:2:11', 'a.vue:4:11', undefined]);
  });

  it('takes the parser that the plugin for ESLint brings along', () => {
    const cwd = temporaryFolder({ ...files, 'node_modules/eslint-plugin-vue/index.js': '', 'node_modules/eslint-plugin-svelte/index.js': '' });
    linkPackage(join(cwd, 'node_modules/eslint-plugin-vue'), 'vue-eslint-parser');
    linkPackage(join(cwd, 'node_modules/eslint-plugin-svelte'), 'svelte-eslint-parser');
    expect(run(cwd, ['check', 'src'], {}, installTool(cwd, ['@typescript-eslint/parser']))).toMatchObject({ code: 1, err: '' });
  });
});
