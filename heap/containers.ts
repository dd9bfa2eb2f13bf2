import { countEntries, entriesOf, type HeapKind, isInDictionaryMode, isObject, isWeak, type Table, tableAt } from './entries.js';
import type { HeapGraph, Ordinal } from './graph.js';
import { type Holder, Holders } from './holders.js';
import { isOfPlatform, Scripts } from './scripts.js';

/** The containers that one piece of code makes: one, or one for each object of a class or each entry of another container. */
export interface HeapContainer {
  /** The same for the containers of the same piece of code in all snapshots. */
  readonly key: string;
  /** As its user would say it. */
  readonly name: string;
  readonly kind: HeapKind;
  readonly tables: readonly Table[];
  readonly entries: number;
  /** Bytes that they keep, with their own. */
  readonly retainedBytes: number;
  /** What keys are: objects that can be held weakly, or texts and numbers. */
  readonly keys: 'objects' | 'primitives' | 'mixed' | 'none';
  /** All names that it is held by, the best first. */
  readonly holders: readonly [Holder, ...Holder[]];
}

/** The containers of a heap that are worth a look. */
export interface Containers {
  /** The scripts of the program that are in the heap. */
  readonly scripts: readonly string[];
  /** How the text of a script begins. */
  readonly headOf: (url: string) => string | undefined;
  /** The largest first. */
  readonly containers: readonly HeapContainer[];
  /** How many there are besides: smaller, of the platform, or data within others. */
  readonly leftOut: number;
}

/** What is worth a look. */
export interface ContainerOptions {
  /** The least that the containers of one piece of code keep, in bytes. */
  readonly least?: number;
  /** The fewest entries. */
  readonly leastEntries?: number;
}

/** What is worth a look where nothing is said, in bytes. */
export const LEAST_BYTES = 1024;
const LEAST_ENTRIES = 8;
/** A plain object with fewer members, and none ever deleted, is a record. */
const LEAST_MEMBERS = 25;
const SAMPLE = 64;

/**
 * Finds the containers of a heap that a program made, and names each by what holds it.
 *
 * Maps and sets are all looked at; lists and plain objects only where they are large and no mere content of another container.
 */
export function containersIn(graph: HeapGraph, { least = LEAST_BYTES, leastEntries = LEAST_ENTRIES }: ContainerOptions = {}): Containers {
  const tables = tablesIn(graph, Math.max(least, LEAST_BYTES));
  const byStore = new Map(tables.flatMap((table) => table.stores.map((store) => [store, table] as const)));
  const scripts = new Scripts(graph);
  const holders = new Holders(graph, scripts, byStore);
  const groups = new Map<string, { table: Table; holders: readonly [Holder, ...Holder[]]; tables: Table[] }>();
  let leftOut = 0;
  for (const table of tables) {
    const named = holders.of(table.node);
    const [best] = named;
    if (isOfOthers(best) || (isData(table) && isContent(best))) {
      leftOut++;
      continue;
    }
    const key = keyOf(table, named);
    const known = groups.get(key);
    if (known) known.tables.push(table);
    else groups.set(key, { table, holders: named, tables: [table] });
  }
  const containers = Array.from(groups, ([key, { table, holders: named, tables: all }]) => containerOf(graph, key, table, named, all));
  const large = containers.filter(({ retainedBytes, entries }) => retainedBytes >= least && entries >= leastEntries);
  return { scripts: scripts.all.filter((url) => !isOfPlatform(url)), headOf: (url) => scripts.headOf(url), containers: large.sort((a, b) => b.retainedBytes - a.retainedBytes), leftOut: leftOut + containers.length - large.length };
}

function containerOf(graph: HeapGraph, key: string, { kind }: Table, holders: readonly [Holder, ...Holder[]], tables: readonly Table[]): HeapContainer {
  const sum = (measure: (table: Table) => number): number => tables.reduce((total, table) => total + measure(table), 0);
  return {
    key,
    name: holders[0].name,
    kind,
    tables,
    entries: sum((table) => countEntries(graph, table)),
    retainedBytes: sum(({ node }) => graph.retained(node)),
    keys: keysOf(graph, tables),
    holders,
  };
}

function tablesIn(graph: HeapGraph, least: number): readonly Table[] {
  const found: Table[] = [];
  const { names } = graph;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!graph.isObject(node)) continue;
    const name = graph.nameIndex(node);
    if ((name === names.Array || name === names.Object) && graph.retained(node) < least) continue;
    const table = tableAt(graph, node);
    if (!table || (isData(table) && !isLarge(graph, node, table, least))) continue;
    found.push(table);
  }
  return found;
}

/** Lists and plain objects are what data is made of, too. */
function isData({ kind }: Table): boolean {
  return kind === 'array' || kind === 'dictionary';
}

function isLarge(graph: HeapGraph, node: Ordinal, table: Table, least: number): boolean {
  if (graph.retained(node) < least) return false;
  const members = countEntries(graph, table);
  return members >= (table.kind === 'dictionary' && !isInDictionaryMode(graph, node) ? LEAST_MEMBERS : LEAST_ENTRIES);
}

/** Is it held by what runs the program? */
function isOfOthers({ place, binding, parent, steps }: Holder): boolean {
  if (place) return isOfPlatform(place.url);
  if (binding.by === 'global') return binding.name.startsWith('<symbol node:');
  // A class whose script is not known, of an object that the page itself has.
  if (binding.by === 'field' && steps[0] === 'global object') return false;
  return binding.by !== 'export' && (parent === undefined || isOfOthers(parent));
}

/** Does it hang on an entry of another container? */
function isContent(holder: Holder): boolean {
  return holder.steps.includes('an entry');
}

/** Two lists that are passed to one helper have its parameter in common, and other names besides. */
function keyOf({ kind }: Table, holders: readonly [Holder, ...Holder[]]): string {
  const names = holders.filter(({ binding }, index) => index === 0 || binding.by === 'variable' || binding.by === 'export').map((holder) => keyOfHolder(holder));
  return [kind, ...names.sort()].join('\n');
}

function keyOfHolder({ name, binding, place, parent }: Holder): string {
  const owner = 'of' in binding ? binding.of : '';
  const at = binding.by === 'variable' || binding.by === 'export' ? [place?.url] : [place?.url, place?.line, place?.column];
  return [name, owner, ...at, parent?.name].join(' ');
}

/** What the keys are, by the first of them. */
function keysOf(graph: HeapGraph, tables: readonly Table[]): HeapContainer['keys'] {
  const sorts = new Set<'objects' | 'primitives'>();
  let seen = 0;
  for (const table of tables) {
    if (isWeak(table)) return 'objects';
    for (const { key } of entriesOf(graph, table).slice(0, SAMPLE)) {
      sorts.add(key !== undefined && isObject(graph, key) ? 'objects' : 'primitives');
      seen++;
    }
    if (seen > SAMPLE) break;
  }
  const [only = 'none'] = sorts;
  return sorts.size > 1 ? 'mixed' : only;
}
