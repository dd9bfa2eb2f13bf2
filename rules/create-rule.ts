// The subpath, not the package's main entry: that one loads the whole of ESLint, which no rule needs (oxlint runs rules without it).
import { applyDefault, RuleCreator } from '@typescript-eslint/utils/eslint-utils';
import { ruleUrl } from './docs-url.js';
import type { Preset } from './presets.js';

/** What `meta.docs` of a rule holds, beside its description and url. */
export interface RuleDocs {
  /** The smallest preset that includes the rule: `strict` includes all that `recommended` does. Absent: in no preset. */
  recommended?: Preset;
}

const documented = RuleCreator<RuleDocs>(ruleUrl);

/** Stands for the options of a rule that a configuration gives none. */
const NO_OPTIONS = {};

/**
 * Makes a rule: takes its name, `meta` and `create`, returns the rule module with `meta.docs.url` filled in.
 * `create` gets the options merged with `meta.defaultOptions` as its second parameter. They are merged once for all files
 * that share a configuration: to do so for each file takes longer than most files do otherwise. ESLint makes the list of
 * options anew for each file, but not the object in it, of which each rule here takes one.
 */
export const createRule: typeof documented = (rule) => {
  type Options = Parameters<typeof rule.create>[1];
  const merged = new WeakMap<object, Options>();
  return {
    ...documented(rule),
    create(context) {
      const given = (context.options[0] as object | undefined) ?? NO_OPTIONS;
      let options = merged.get(given);
      if (!options) merged.set(given, (options = applyDefault(rule.meta.defaultOptions ?? [], context.options) as Options));
      return rule.create(context, options);
    },
  };
};
