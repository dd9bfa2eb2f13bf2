import * as parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import ephemeron from './index.js';

const FILES = {
  'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2022'], types: [] } }),
  'package.json': '{ "type": "module" }',
  'keys.ts': [
    'export interface Layout { readonly width: number; readonly height: number }',
    'export type Label = string;',
    'export type Loose = { length: number };',
  ].join('\n'),
};

const program = (key: string): string =>
  [
    `import type { ${key} } from './keys.js';`,
    'const areas = new Map();',
    `export function area(key: ${key}) {`,
    '  if (!areas.has(key)) areas.set(key, 1);',
    '  return areas.get(key);',
    '}',
    '',
  ].join('\n');

describe.each([
  ['an imported interface', 'Layout', 'proven'],
  ['an imported name of a primitive', 'Label', undefined],
  ['an imported type that a string satisfies', 'Loose', undefined],
])('%s', (_, key, certainty) => {
  it(certainty ? 'is proven an object by its type, and rewritten' : 'is not taken for an object', async () => {
    const [untyped, typed] = [await lint(key, false), await lint(key, true)];

    expect(untyped).toEqual({ messages: [], output: undefined });
    expect(typed.messages).toHaveLength(certainty ? 1 : 0);
    if (!certainty) return;
    expect(typed.messages[0]).toMatch(new RegExp(`\\[${certainty}: [^;]+; keys are \`${key}\``));
    expect(typed.output).toBe(program(key).replace('new Map', 'new WeakMap'));
  });
});

describe('the weak tools', () => {
  const weak = [
    "import type { Label } from './keys.js';",
    'const areas = new WeakMap();',
    'export function put(key: Label) {',
    '  areas.set(key, 1);',
    '}',
    '',
  ].join('\n');
  const descriptor = [
    'const names = new WeakMap<object, string>();',
    'export class Person {',
    "  get name() { return names.get(this) ?? ''; }",
    '  set name(name: string) { names.set(this, name); }',
    '}',
    '',
  ].join('\n');

  it('are told that an imported key type is a primitive', async () => {
    expect(await rulesOn(weak, false)).toEqual([]);
    expect(await rulesOn(weak, true)).toEqual(['ephemeron/no-weak-primitive:4']);
  });

  it('are not advised to become fields where the target has none', async () => {
    expect(await rulesOn(descriptor, true)).toEqual(['ephemeron/prefer-private-field:1']);
    expect(await rulesOn(descriptor, true, 'es2020')).toEqual([]);
  });
});

it('a registry is refused where the libraries have none', async () => {
  const titles = [
    'export class Page {',
    '  static #last = 0;',
    '  readonly id = ++Page.#last;',
    '}',
    'const titles = new Map<number, string>();',
    'export function setTitle(page: Page, title: string) {',
    '  titles.set(page.id, title);',
    '}',
    'const titleUnder = (id: number) => titles.get(id);',
    'export const titleOf = (page: Page) => titleUnder(page.id);',
    '',
  ].join('\n');
  const messageWith = async (lib: string) => {
    const cwd = temporaryFolder({ ...FILES, 'tsconfig.json': FILES['tsconfig.json'].replace('["es2022"]', `["${lib}"]`), 'areas.ts': titles });
    const overrideConfig = { ...ephemeron.configs.strict, files: ['**/*.ts'], languageOptions: { parser, parserOptions: { projectService: true, tsconfigRootDir: cwd } } };
    const [seen] = await new ESLint({ cwd, overrideConfigFile: true, overrideConfig }).lintFiles(['areas.ts']);
    return seen?.messages.map(({ message, suggestions }) => [message.includes('lacks what the output needs'), suggestions?.length ?? 0]);
  };

  expect(await messageWith('es2022')).toEqual([[false, 1]]);
  expect(await messageWith('es2020')).toEqual([[true, 0]]);
});

/** What the preset `strict` says of a file, as `rule:line`. */
async function rulesOn(text: string, isTyped: boolean, target = 'es2022'): Promise<readonly string[]> {
  const cwd = temporaryFolder({ ...FILES, 'tsconfig.json': FILES['tsconfig.json'].replace('"target":"es2022"', `"target":"${target}"`), 'areas.ts': text });
  const parserOptions = isTyped ? { projectService: true, tsconfigRootDir: cwd } : {};
  const overrideConfig = { ...ephemeron.configs.strict, files: ['**/*.ts'], languageOptions: { parser, parserOptions } };
  const [seen] = await new ESLint({ cwd, overrideConfigFile: true, overrideConfig }).lintFiles(['areas.ts']);
  return seen?.messages.map(({ ruleId, line }) => `${ruleId ?? ''}:${line}`) ?? [];
}

async function lint(key: string, isTyped: boolean): Promise<{ messages: readonly string[]; output: string | undefined }> {
  const cwd = temporaryFolder({ ...FILES, 'areas.ts': program(key) });
  const overrideConfig = {
    ...ephemeron.configs.recommended,
    files: ['**/*.ts'],
    languageOptions: { parser, ...(isTyped && { parserOptions: { projectService: true, tsconfigRootDir: cwd } }) },
  };
  const options = { cwd, overrideConfigFile: true, overrideConfig } as const;
  const [seen] = await new ESLint(options).lintFiles(['areas.ts']);
  const [fixed] = await new ESLint({ ...options, fix: true }).lintFiles(['areas.ts']);
  return { messages: seen?.messages.map(({ message }) => message) ?? [], output: fixed?.output };
}
