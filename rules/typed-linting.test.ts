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
    expect(typed.messages[0]).toContain(`[${certainty}: keys are \`${key}\``);
    expect(typed.output).toBe(program(key).replace('new Map', 'new WeakMap'));
  });
});

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
