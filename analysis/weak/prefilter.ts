const NAMES_A_TOOL = /(?:WeakRef|FinalizationRegistry|WeakMap|WeakSet)\b|\.deref\b|\bunregister\b/;

/** Can the file use a weak tool at all? Comments and strings count: the test errs on the side of reading a file. */
export function mayUseWeakTools(text: string): boolean {
  return NAMES_A_TOOL.test(text);
}
