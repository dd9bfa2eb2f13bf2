import { adviceFor, bytesText, numberText, SAYS } from '../heap-advice.js';
import type { HeapEntry, HeapReport } from '../heap-evidence.js';
import { isLeak } from '../../../heap/index.js';
import { command } from './github.js';
import { portable } from './paths.js';

/** Evidence from the heap as annotations of GitHub Actions: a leak is an error, what else the code is reported for a notice. */
export function* heapGithubLines({ cwd, entries, problems }: HeapReport): Generator<string> {
  const pathOf = portable(cwd);
  for (const entry of entries) {
    if (isLeak(entry)) yield annotation('error', entry, pathOf);
    else if (entry.code && entry.code.account.fate.state !== 'clean') yield annotation('notice', entry, pathOf);
  }
  for (const { path, message } of problems) yield command('error', { file: pathOf(path), title: 'ephemeron' }, message);
}

function annotation(level: 'error' | 'notice', entry: HeapEntry, pathOf: (path: string) => string): string {
  const { name, place, freed, says } = entry;
  const properties = place ? { file: pathOf(place.path), line: place.line, col: place.column, title: 'ephemeron heap' } : { title: 'ephemeron heap' };
  return command(level, properties, `\`${name}\` ${SAYS[says]}: ${bytesText(freed.bytes)} in ${numberText(freed.objects)} objects. ${adviceFor(entry)}.`);
}
