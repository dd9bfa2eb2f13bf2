import { defineConfig, globalIgnores } from 'eslint/config';
import ephemeron from 'eslint-plugin-ephemeron';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The rooms of the analysis, from the lowest up: each may know those before it. */
const ROOMS = ['source', 'ir', 'flow', 'containers', 'modules', 'proof', 'rewrites', 'mistakes', 'findings'];
const READERS = ['./rules', './codemods', './bench', './docs', './fuzz'];

export default defineConfig([
  // Fixture programs are test input, some of it wrong on purpose: only what drives them is ours to lint.
  globalIgnores(['dist/', 'site/{dist,.cache,.made}/', 'fixtures/*/**/*', '!fixtures/demo/*.ts', 'fixtures/turbo-workspace/']),
  {
    files: ['**/*.ts'],
    // Its own medicine.
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, ephemeron.configs.strict],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A node's type is compared with its name as ESTree spells it: importing the enum would load a module for nothing.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // It asks for `!`, which is forbidden.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // The arrows between the rooms point down, and no two files need each other.
    files: ['{analysis,rules,codemods}/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createTypeScriptImportResolver()],
    },
    rules: {
      'import-x/no-cycle': 'error',
    },
  },
  {
    files: ['{analysis,rules,codemods}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'import-x/no-restricted-paths': ['error', {
        zones: [
          ...ROOMS.slice(0, -1).map((room, at) => ({
            target: `./analysis/${room}`,
            from: ROOMS.slice(at + 1).map((above) => `./analysis/${above}`),
            message: `The room ${room} is below: see the map in CONTRIBUTING.md.`,
          })),
          { target: './analysis', from: READERS, message: 'The analysis knows none of its readers.' },
          { target: ['./rules', './codemods/!(cli)/**', './codemods/*.ts'], from: './codemods/cli', message: 'The command reads the codemods, not the other way round.' },
        ],
      }],
    },
  },
  {
    files: ['rules/*.ts'],
    extends: [eslintPlugin.configs.recommended],
    rules: {
      // What a rule reports, fixes and suggests is written in one place for several rules, where this check cannot see it.
      'eslint-plugin/require-meta-has-suggestions': 'off',
      'eslint-plugin/require-meta-fixable': 'off',
      'eslint-plugin/require-meta-docs-description': ['error', { pattern: '^(disallow|prefer|require) ' }],
    },
  },
]);
