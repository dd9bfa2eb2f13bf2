import { INNOCENCE, type AccountedFinding, type Fate } from '../../fate.js';
import { refusalUrl, ruleUrl } from '../../../rules/docs-url.js';
import { type Entry, summaryOf } from '../account.js';
import { unifiedDiff } from '../report.js';
import { TOOL } from '../tool.js';
import { portable } from './paths.js';
import type { Change, Run } from './index.js';

/** The version of the document: a number that grows when a reader of the old one would misread the new one. */
const VERSION = 1;

/**
 * A run as a JSON document (`docs/report.md`; its schema is `docs/schema/report-v1.json`): one member, and one item of a
 * list, a line, so that a large one is never one text.
 */
export function* jsonLines({ command, options, cwd, account, problems, changes }: Run): Generator<string> {
  const pathOf = portable(cwd);
  yield '{';
  yield member('version', VERSION);
  yield member('tool', TOOL);
  yield member('command', command);
  yield member('options', options);
  yield member('summary', summaryOf(account));
  yield* list('files', account.files, pathOf);
  yield* list('containers', account.entries, (entry) => containerIn(entry, pathOf));
  if (changes) yield* list('changes', changes, (change) => changeIn(change, pathOf(change.path)));
  yield* list('problems', problems, ({ path, at, message }) => ({ path: pathOf(path), ...at, message }), '');
  yield '}';
}

type PathOf = (path: string) => string;

function containerIn({ kind, name, path, at, container, finding, fate, isWritten }: Entry, pathOf: PathOf): object {
  return {
    kind,
    name,
    path: pathOf(path),
    ...at,
    ...container,
    ...(finding && { finding: findingIn(finding) }),
    fate: fateIn(fate, path, isWritten, pathOf),
  };
}

function findingIn({ at, ...finding }: AccountedFinding): object {
  return { ...at, ...finding, docs: ruleUrl(finding.rule.slice('ephemeron/'.length)) };
}

function fateIn(fate: Fate, path: string, isWritten: boolean, pathOf: PathOf): object {
  switch (fate.state) {
    case 'rewritten':
      return { ...fate, written: isWritten };
    case 'refused': {
      const { state, code, reason, at, elsewhere = { path, ...at } } = fate;
      return { state, code, reason, at: { ...elsewhere, path: pathOf(elsewhere.path) }, docs: refusalUrl(code) };
    }
    case 'clean':
      return { ...fate, reason: INNOCENCE[fate.because] };
    case 'declined':
    case 'suggestion':
    case 'other':
    case 'manual':
      return fate;
    default:
      return fate satisfies never;
  }
}

function changeIn({ before, after, isWritten }: Change, path: string): object {
  return { path, written: isWritten, diff: unifiedDiff(path, before, after) };
}

function member(name: string, value: unknown): string {
  return `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`;
}

function* list<T>(name: string, items: readonly T[], toJson: (item: T) => unknown, after = ','): Generator<string> {
  yield `  ${JSON.stringify(name)}: [`;
  for (const [index, item] of items.entries()) yield `    ${JSON.stringify(toJson(item))}${index < items.length - 1 ? ',' : ''}`;
  yield `  ]${after}`;
}
