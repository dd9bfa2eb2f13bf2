import type { HeapContainer } from './containers.js';
import { entriesOf } from './entries.js';
import type { HeapGraph } from './graph.js';

/** How a container has changed from one snapshot to the next. */
export interface Growth {
  /** How many entries more. */
  readonly entries: number;
  /** How many bytes more it keeps. */
  readonly bytes: number;
  /** Entries of the second snapshot that were not in the first. */
  readonly added: number;
  /** Entries of the first snapshot that are still there, and how many there were: both as far as objects tell entries apart. */
  readonly kept: number;
  readonly before: number;
}

/** What is remembered of an earlier snapshot, whose graph need not be kept. */
export interface Earlier {
  readonly byKey: ReadonlyMap<string, Remembered>;
  /** By the id of a container, the piece of code that it was of: it may have got another name since. */
  readonly keys: ReadonlyMap<number, string>;
  /** Functions by their ids, which say whether another snapshot has the same ids. */
  readonly functions: ReadonlyMap<number, string>;
}

interface Remembered {
  readonly entries: number;
  readonly bytes: number;
  readonly ids: ReadonlySet<number>;
}

/** Fewer new entries are no growth. */
const LEAST_ADDED = 16;
const LEAST_SHARE = 0.1;
/** Something takes entries out where fewer of the old ones are left. */
const LEAST_KEPT = 0.9;

/** So many functions are enough to know the ids again. */
const SAMPLE = 2000;

/** Remembers the entries of containers by the ids of their objects, which are the same for as long as a program runs. */
export function remember(graph: HeapGraph, containers: readonly HeapContainer[]): Earlier {
  return {
    byKey: new Map(containers.map((container) => [container.key, { entries: container.entries, bytes: container.retainedBytes, ids: new Set(idsOf(graph, container)) }])),
    keys: new Map(containers.flatMap(({ key, tables }) => tables.map(({ node }) => [graph.id(node), key] as const))),
    functions: functionsIn(graph),
  };
}

/** Has an object the same id in both snapshots? V8 forgets the ids at the end of a session of the inspector. */
export function hasSameIds({ functions }: Earlier, graph: HeapGraph): boolean {
  const now = functionsIn(graph);
  let same = 0;
  for (const [id, name] of functions) if (now.get(id) === name) same++;
  return same * 2 >= functions.size;
}

/** Named functions by their ids, the oldest first: most are of the platform, and stay as long as the program runs. */
function functionsIn(graph: HeapGraph): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (let node = 0; node < graph.nodeCount; node++) if (graph.type(node) === 'closure' && graph.name(node) !== '') found.set(graph.id(node), graph.name(node));
  return new Map([...found].sort(([a], [b]) => a - b).slice(0, SAMPLE));
}

/** How a container has changed since an earlier snapshot of the same program. */
export function growthSince(earlier: Earlier, graph: HeapGraph, container: HeapContainer): Growth {
  const [first] = container.tables;
  const known = first === undefined ? undefined : earlier.keys.get(graph.id(first.node));
  const was = earlier.byKey.get(container.key) ?? earlier.byKey.get(known ?? '') ?? { entries: 0, bytes: 0, ids: new Set<number>() };
  const now = idsOf(graph, container);
  const kept = now.filter((id) => was.ids.has(id)).length;
  return { entries: container.entries - was.entries, bytes: container.retainedBytes - was.bytes, added: Math.max(now.length - kept, container.entries - was.entries), kept, before: was.ids.size };
}

/**
 * Has a container grown as one that never lets go: by many entries, with the old ones still there? A cache that is full lets old ones go, and
 * what waits to be done is done.
 */
export function isGrowing({ entries, bytes, kept, before }: Growth): boolean {
  const was = Math.max(before, 1);
  return entries >= LEAST_ADDED && bytes > 0 && entries >= was * LEAST_SHARE && kept >= before * LEAST_KEPT;
}

function idsOf(graph: HeapGraph, { tables }: HeapContainer): readonly number[] {
  return tables.flatMap((table) =>
    entriesOf(graph, table).flatMap(({ key, value }) => {
      const node = key ?? value;
      return node === undefined ? [] : [graph.id(node)];
    }),
  );
}
