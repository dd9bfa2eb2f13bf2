import { createRule } from './create-rule.js';
import { reportWeakTools, WEAK_MESSAGES, WEAK_OPTIONS_SCHEMA, type WeakOptions } from './report-weak-tools.js';

/** The options of `no-weak-primitive`. */
export type Options = WeakOptions;

export default createRule<[Options], keyof typeof WEAK_MESSAGES>({
  name: 'no-weak-primitive',
  meta: {
    type: 'problem',
    docs: { description: 'disallow values that cannot be held weakly where they are', recommended: 'recommended' },
    messages: WEAK_MESSAGES,
    schema: [WEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create: (context, [options]) => reportWeakTools(context, 'primitive', options),
});
