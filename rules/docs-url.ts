import type { RefusalCode } from '../analysis/proof/refusals.js';

/** Where the documents are read. */
const DOCS = 'https://github.com/eslint-plugin-ephemeron/eslint-plugin-ephemeron/blob/main/docs';

/** The page of a rule, by its name without a prefix. */
export function ruleUrl(name: string): string {
  return `${DOCS}/rules/${name}.md`;
}

/** The place in the documents that tells what a refusal means and what to do. */
export function refusalUrl(code: RefusalCode): string {
  return `${DOCS}/model.md#refusal-${code}`;
}
