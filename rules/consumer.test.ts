import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** A consumer's checked config, with every way to use a preset that the README names. */
const config = `
import type { Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import ephemeron from 'eslint-plugin-ephemeron';

export default defineConfig([
  { files: ['src/**/*.ts'], extends: [ephemeron.configs.recommended] },
  { files: ['src/**/*.ts'], extends: [ephemeron.configs.strict] },
  { files: ['src/**/*.ts'], plugins: { ephemeron }, extends: ['ephemeron/recommended'] },
  { ...ephemeron.configs.recommended, files: ['src/**/*.ts'] },
  { plugins: { ephemeron }, rules: { 'ephemeron/no-instance-keyed-map': ['error', { certainty: 'proven' }] } },
  ephemeron.configs.strict,
]);

export const withoutHelper: Linter.Config[] = [
  ephemeron.configs.recommended,
  { ...ephemeron.configs.strict, files: ['src/**/*.ts'] },
];

// @ts-expect-error: were anything above of type \`any\`, this would be no error.
ephemeron.configs.recommended.noSuchProperty;
`;

const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  },
  files: ['eslint.config.ts'],
};

let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'ephemeron-consumer-'));
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

it.each([
  ['ESLint 9', 'eslint9'],
  ['ESLint 10', 'eslint'],
])("type-checks in a consumer's config with %s", async (_, eslint) => {
  const project = join(scratch, eslint);
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  symlinkSync(join(root, 'node_modules', eslint), join(modules, 'eslint'));
  // A copy, not a link: from the real path, the plugin's types would find this repository's ESLint instead of the consumer's.
  for (const published of ['package.json', 'dist']) {
    cpSync(join(root, published), join(modules, 'eslint-plugin-ephemeron', published), { recursive: true });
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
  writeFileSync(join(project, 'eslint.config.ts'), config);

  expect(await tsc(project)).toBe('');
});

/** Type-checks a project and returns what the compiler has to say: nothing, if all is well. */
function tsc(project: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], (_, stdout) => {
      resolve(stdout);
    });
  });
}
