import type { RefusalCode } from '../analysis/proof/refusals.js';

/** Where the documents are read: the site that the workflow `site.yml` publishes from `docs`. */
const DOCS = 'https://eslint-plugin-ephemeron.github.io/eslint-plugin-ephemeron';

/** The page of a rule, by its name without a prefix. */
export function ruleUrl(name: string): string {
  return `${DOCS}/rules/${name}`;
}

/** The place in the documents that tells what a refusal means and what to do. */
export function refusalUrl(code: RefusalCode): string {
  return `${DOCS}/refusals#refusal-${code}`;
}
