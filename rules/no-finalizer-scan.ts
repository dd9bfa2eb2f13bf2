import { createRule } from './create-rule.js';
import { reportWeakTools, WEAK_MESSAGES, WEAK_OPTIONS_SCHEMA, type WeakOptions } from './report-weak-tools.js';

/** The options of `no-finalizer-scan`. */
export type Options = WeakOptions;

export default createRule<[Options], keyof typeof WEAK_MESSAGES>({
  name: 'no-finalizer-scan',
  meta: {
    type: 'suggestion',
    docs: { description: 'disallow searching a container in a finalizer', recommended: 'strict' },
    hasSuggestions: true,
    messages: WEAK_MESSAGES,
    schema: [WEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create: (context, [options]) => reportWeakTools(context, 'scan', options),
});
