import { createRule } from './create-rule.js';
import { reportWeakTools, WEAK_MESSAGES, WEAK_OPTIONS_SCHEMA, type WeakOptions } from './report-weak-tools.js';

/** The options of `prefer-private-field`. */
export type Options = WeakOptions;

export default createRule<[Options], keyof typeof WEAK_MESSAGES>({
  name: 'prefer-private-field',
  meta: {
    type: 'suggestion',
    docs: { description: 'prefer a `#private` field over a `WeakMap` that is keyed by `this` only', recommended: 'strict' },
    hasSuggestions: true,
    messages: WEAK_MESSAGES,
    schema: [WEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create: (context, [options]) => reportWeakTools(context, 'private-field', options),
});
