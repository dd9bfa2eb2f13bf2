import { ruleUrl } from '../../../rules/docs-url.js';
import { adviceFor } from '../heap-advice.js';
import { type HeapEntry, type HeapReport, isJoined, type KnownContainer } from '../heap-evidence.js';
import { isLeak } from '../../../heap/index.js';
import { sortProblems } from '../problem.js';
import { TOOL } from '../tool.js';
import { linesOf } from './lines.js';
import { portable } from './paths.js';

/** The version of the document: a number that grows when a reader of the old one would misread the new one. */
const VERSION = 1;

type PathOf = (path: string) => string;

/** Evidence from the heap as a JSON document: `docs/heap.md` describes it, and `docs/schema/heap-v1.json` is its schema. */
export function heapJsonLines({ cwd, snapshots, entries, leftOut, together, missing, problems }: HeapReport): Iterable<string> {
  const pathOf = portable(cwd);
  const { failed } = sortProblems(problems);
  const document = {
    version: VERSION,
    tool: TOOL,
    command: 'heap',
    snapshots: snapshots.map((snapshot) => ({ ...snapshot, path: pathOf(snapshot.path) })),
    summary: {
      containers: entries.length,
      joined: entries.filter(isJoined).length,
      unjoined: entries.filter((entry) => !isJoined(entry)).length,
      leftOut,
      leaks: entries.filter(isLeak).length,
      freedTogether: { objects: together.objects, bytes: together.bytes, classes: together.classes },
    },
    containers: entries.map((entry) => containerIn(entry, pathOf)),
    missing,
    problems: failed.map(({ path, at, message }) => ({ path: pathOf(path), ...at, message })),
  };
  return linesOf(document, 2);
}

function containerIn(entry: HeapEntry, pathOf: PathOf): object {
  const { container, name, place, steps, freed, shared, growth, code, says } = entry;
  return {
    name,
    path: place ? pathOf(place.path) : null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    kind: container.kind,
    instances: container.tables.length,
    entries: container.entries,
    keys: container.keys,
    retainedBytes: container.retainedBytes,
    freed,
    shared,
    growth: growth ?? null,
    says,
    advice: adviceFor(entry),
    finding: code ? findingIn(code) : null,
    holder: steps.map((step) => stepIn(step, pathOf)),
  };
}

/** The paths of scripts, as all paths are told. */
export function stepIn(step: string, pathOf: PathOf): string {
  return step.startsWith('file:') ? pathOf(new URL(step).pathname) : step.startsWith('/') ? pathOf(step) : step;
}

function findingIn({ account: { finding, fate } }: KnownContainer): object | null {
  if (!finding) return null;
  const { rule, leak, certainty, message, advice, evidence } = finding;
  return {
    rule,
    leak,
    certainty,
    message,
    advice,
    evidence,
    docs: ruleUrl(rule.slice('ephemeron/'.length)),
    fate: { state: fate.state, ...('grade' in fate && { grade: fate.grade }), ...('assumption' in fate && { assumption: fate.assumption }), ...('code' in fate && { code: fate.code, reason: fate.reason }), ...('because' in fate && { because: fate.because }) },
  };
}
