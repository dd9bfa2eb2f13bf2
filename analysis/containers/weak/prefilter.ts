import { ofLastText } from '../prefilter.js';

const PARTS = ['Weak', 'FinalizationRegistry', '.deref', 'unregister'] as const;
const NAMES_A_TOOL = /(?:WeakRef|FinalizationRegistry|WeakMap|WeakSet)\b|\.deref\b|\bunregister\b/;

/** Can the file use a weak tool at all? Comments and strings count: the test errs on the side of reading a file. */
export const mayUseWeakTools = ofLastText((text) => {
  // Most files have none of the parts, which is told much faster than that none of the words is there.
  return PARTS.some((part) => text.includes(part)) && NAMES_A_TOOL.test(text);
});

/** What an import is called that is taken for a `FinalizationRegistry`. */
export const REGISTRY_NAME = /finali[sz]|cleanup_?registry|registry_?cleanup|gc_?registry/i;

/** Can the file make a `FinalizationRegistry`, or use one that it imports? */
export function mayHoldRegistry(text: string): boolean {
  return text.includes('FinalizationRegistry') || (text.includes('egister') && REGISTRY_NAME.test(text));
}
