import type { HeapReport } from '../heap-evidence.js';

/** TODO */
export function* heapHtmlLines({ entries }: HeapReport): Generator<string> {
  yield String(entries.length);
}
