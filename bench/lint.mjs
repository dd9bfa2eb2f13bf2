/**
 * Lints a folder with only the parser and one set of rules, and prints what ESLint counts: milliseconds in all, in the
 * parser, and in each rule.
 *
 * Usage: node bench/lint.mjs <recommended|regexp|core> <folder>
 */
import { ESLint } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import regexp from 'eslint-plugin-regexp';
import ephemeron from '../dist/run/plugin.js';

const [chosen, folder] = process.argv.slice(2);
const config = {
  recommended: ephemeron.configs.recommended,
  regexp: regexp.configs.recommended,
  core: { rules: { 'prefer-const': 'error', 'no-unused-vars': 'error', 'no-undef': 'error' } },
}[chosen];

const eslint = new ESLint({
  cwd: folder,
  overrideConfigFile: true,
  stats: true,
  overrideConfig: {
    ...config,
    files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { noInlineConfig: true },
  },
});
const results = await eslint.lintFiles(['.']);
const passes = results.flatMap(({ stats }) => stats.times.passes);
const rules = {};
for (const pass of passes) {
  for (const [rule, { total }] of Object.entries(pass.rules ?? {})) rules[rule] = (rules[rule] ?? 0) + total;
}
const sum = (values) => values.reduce((total, value) => total + value, 0);
console.log(JSON.stringify({ files: results.length, total: sum(passes.map(({ total, parse }) => total ?? parse.total)), parse: sum(passes.map(({ parse }) => parse.total)), rules }));
