import { createRule } from './create-rule.js';
import { LEAK_OPTIONS_SCHEMA, type LeakOptions } from './leak-options.js';
import { LEAK_MESSAGES, reportLeaks } from './report-leaks.js';

/** The options of `no-unpruned-weakref`. */
export type Options = LeakOptions;

export default createRule<[Options], keyof typeof LEAK_MESSAGES>({
  name: 'no-unpruned-weakref',
  meta: {
    type: 'problem',
    docs: { description: 'disallow containers of weak references whose dead entries nothing removes', recommended: 'recommended' },
    hasSuggestions: true,
    messages: LEAK_MESSAGES,
    schema: [LEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create: (context, [options]) => reportLeaks(context, 'unpruned-weakref', options),
});
