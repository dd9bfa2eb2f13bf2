import { defineConfig, globalIgnores } from 'eslint/config';
import ephemeron from 'eslint-plugin-ephemeron';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import tseslint from 'typescript-eslint';

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
