import { createRule } from './create-rule.js';
import { reportWeakTools, WEAK_MESSAGES, WEAK_OPTIONS_SCHEMA, type WeakOptions } from './report-weak-tools.js';

/** The options of `no-orphan-weakref`. */
export type Options = WeakOptions;

export default createRule<[Options], keyof typeof WEAK_MESSAGES>({
  name: 'no-orphan-weakref',
  meta: {
    type: 'problem',
    docs: { description: 'disallow weak references to objects that nothing else holds', recommended: 'recommended' },
    messages: WEAK_MESSAGES,
    schema: [WEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create: (context, [options]) => reportWeakTools(context, 'orphan', options),
});
