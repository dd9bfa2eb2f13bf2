import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import jscodeshift, { type API, type Transform } from 'jscodeshift';
import guardFinalizers from '../codemods/guard-finalizers.js';
import idMapToWeakMap from '../codemods/id-map-to-weakmap.js';
import mapToWeakMap from '../codemods/map-to-weakmap.js';
import ephemeron from '../rules/index.js';
import { pathOf } from './rewrite.js';

const linter = new Linter({ configType: 'flat' });
const config = [
  { ...ephemeron.configs.recommended, files: ['**/*.mjs'] },
  { ...ephemeron.configs.recommended, files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  { ...ephemeron.configs.recommended, files: ['**/*.ts'], languageOptions: { parser } },
];
/** More rounds than any file needs. */
const MOST_ROUNDS = 10;

/** What `eslint --fix` makes of a file, repeated until nothing changes. */
export function fixedByEslint(name: string, text: string): string {
  let now = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { fixed, output, messages } = linter.verifyAndFix(now, config, { filename: name });
    const fatal = messages.find((message) => message.fatal);
    if (fatal) throw new Error(`ESLint: ${fatal.message}`);
    if (!fixed) return output;
    now = output;
  }
  return now;
}

const TRANSFORMS: readonly Transform[] = [mapToWeakMap, idMapToWeakMap, guardFinalizers];

/** What the jscodeshift transforms of the safe rewrites make of a file, one after the other. */
export function transformed(name: string, text: string): string {
  const j = jscodeshift.withParser('tsx');
  const api: API = { j, jscodeshift: j, report: () => undefined, stats: () => undefined };
  return TRANSFORMS.reduce((source, transform) => (transform({ path: pathOf(name), source }, api, {}) as string | undefined) ?? source, text);
}
