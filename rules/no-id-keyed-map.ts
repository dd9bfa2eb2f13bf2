import { DEFAULT_ID_NAMES } from '../analysis/index.js';
import { createRule } from './create-rule.js';
import { ID_LEAK_OPTIONS_SCHEMA, type LeakOptions } from './leak-options.js';
import { LEAK_MESSAGES, reportLeaks } from './report-leaks.js';

/** The options of `no-id-keyed-map`. */
export type Options = LeakOptions;

export default createRule<[Options], keyof typeof LEAK_MESSAGES>({
  name: 'no-id-keyed-map',
  meta: {
    type: 'problem',
    docs: { description: 'disallow containers keyed by ids of objects whose entries outlive those objects', recommended: 'recommended' },
    fixable: 'code',
    hasSuggestions: true,
    messages: LEAK_MESSAGES,
    schema: [ID_LEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely', idNames: DEFAULT_ID_NAMES }],
  },
  create: (context, [options]) => reportLeaks(context, 'id-keyed', options),
});
