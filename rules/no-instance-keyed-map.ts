import { createRule } from './create-rule.js';
import { LEAK_OPTIONS_SCHEMA, type LeakOptions } from './leak-options.js';
import { LEAK_MESSAGES, reportLeaks } from './report-leaks.js';

/** The options of `no-instance-keyed-map`. */
export type Options = LeakOptions;

export default createRule<[Options], keyof typeof LEAK_MESSAGES>({
  name: 'no-instance-keyed-map',
  meta: {
    type: 'problem',
    docs: { description: 'disallow strong containers keyed by objects that outlive those objects', recommended: 'recommended' },
    fixable: 'code',
    hasSuggestions: true,
    messages: LEAK_MESSAGES,
    schema: [LEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely' }],
  },
  create: (context, [options]) => reportLeaks(context, 'instance-keyed', options),
});
