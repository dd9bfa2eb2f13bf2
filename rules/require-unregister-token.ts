import { createRule } from './create-rule.js';
import { reportWeakTools, WEAK_MESSAGES, WEAK_OPTIONS_SCHEMA, type WeakOptions } from './report-weak-tools.js';

/** The options of `require-unregister-token`. */
export type Options = WeakOptions;

export default createRule<[Options], keyof typeof WEAK_MESSAGES>({
  name: 'require-unregister-token',
  meta: {
    type: 'problem',
    docs: { description: 'require `unregister` to get a token that some registration has', recommended: 'recommended' },
    hasSuggestions: true,
    messages: WEAK_MESSAGES,
    schema: [WEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create: (context, [options]) => reportWeakTools(context, 'unmatched-token', options),
});
