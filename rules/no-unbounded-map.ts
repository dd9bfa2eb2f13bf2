import { DEFAULT_ID_NAMES } from '../analysis/index.js';
import { createRule } from './create-rule.js';
import { type LeakOptions, STRING_LEAK_OPTIONS_SCHEMA } from './leak-options.js';
import { LEAK_MESSAGES, reportLeaks } from './report-leaks.js';

/** The options of `no-unbounded-map`. */
export type Options = LeakOptions;

export default createRule<[Options], keyof typeof LEAK_MESSAGES>({
  name: 'no-unbounded-map',
  meta: {
    type: 'problem',
    docs: { description: 'disallow containers that grow under strings or numbers as long as the program runs' },
    messages: LEAK_MESSAGES,
    schema: [STRING_LEAK_OPTIONS_SCHEMA],
    defaultOptions: [{ certainty: 'likely', idNames: DEFAULT_ID_NAMES }],
  },
  create: (context, [options]) => reportLeaks(context, 'unbounded', options),
});
