import type { HeapReport } from '../heap-evidence.js';
import type { Terminal } from '../terminal.js';
import { heapTextLines } from './heap-text.js';
import type { HeapFormat } from './names.js';

/** Tells evidence from the heap. */
export async function tellHeap(report: HeapReport, format: HeapFormat, options: { readonly isWhole: boolean }, terminal: Terminal): Promise<void> {
  for (const line of await linesFor(report, format, options, terminal)) terminal.print(line);
}

async function linesFor(report: HeapReport, format: HeapFormat, options: { readonly isWhole: boolean }, terminal: Terminal): Promise<Iterable<string>> {
  switch (format) {
    case 'text':
      return heapTextLines(report, options, terminal);
    case 'json':
      return (await import('./heap-json.js')).heapJsonLines(report);
    case 'github':
      return (await import('./heap-github.js')).heapGithubLines(report);
    case 'html':
      return (await import('./heap-html.js')).heapHtmlLines(report);
    default:
      return format satisfies never;
  }
}
