import { ofLastText } from '../prefilter.js';

const PARTS = ['Weak', 'FinalizationRegistry', '.deref', 'unregister'] as const;
const NAMES_A_TOOL = /(?:WeakRef|FinalizationRegistry|WeakMap|WeakSet)\b|\.deref\b|\bunregister\b/;

/** Can the file use a weak tool at all? Comments and strings count: the test errs on the side of reading a file. */
export const mayUseWeakTools = ofLastText((text) => {
  // Most files have none of the parts, which is told much faster than that none of the words is there.
  return PARTS.some((part) => text.includes(part)) && NAMES_A_TOOL.test(text);
});
