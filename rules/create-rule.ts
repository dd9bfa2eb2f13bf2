// The subpath, not the package's main entry: that one loads the whole of ESLint, which no rule needs (oxlint runs rules without it).
import { RuleCreator } from '@typescript-eslint/utils/eslint-utils';
import { ruleUrl } from './docs-url.js';

/** The presets of this plugin, from the fewest rules to the most. */
export type Preset = 'recommended' | 'strict';

/** What `meta.docs` of a rule holds, beside its description and url. */
export interface RuleDocs {
  /** The smallest preset that includes the rule: `strict` includes all that `recommended` does. Absent: in no preset. */
  recommended?: Preset;
}

/**
 * Makes a rule: takes its name, `meta` and `create`, returns the rule module with `meta.docs.url` filled in.
 * `create` gets the options merged with `meta.defaultOptions` as its second parameter.
 */
export const createRule = RuleCreator<RuleDocs>(ruleUrl);
