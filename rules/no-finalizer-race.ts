import { createRule } from './create-rule.js';
import { reportWeakTools, WEAK_MESSAGES, WEAK_OPTIONS_SCHEMA, type WeakOptions } from './report-weak-tools.js';

/** The options of `no-finalizer-race`. */
export type Options = WeakOptions;

export default createRule<[Options], keyof typeof WEAK_MESSAGES>({
  name: 'no-finalizer-race',
  meta: {
    type: 'problem',
    docs: { description: 'disallow finalizers that delete a key which can have been set again', recommended: 'recommended' },
    fixable: 'code',
    hasSuggestions: true,
    messages: WEAK_MESSAGES,
    schema: [WEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create: (context, [options]) => reportWeakTools(context, 'race', options),
});
