import { entriesOf, isEntryEdge, isObject, isWeak, type Table } from './entries.js';
import type { HeapGraph, Ordinal } from './graph.js';
import { classWord } from './words.js';

/** Objects of the heap, and their bytes together. */
export interface Amount {
  readonly objects: number;
  readonly bytes: number;
}

/** What would be free, and what that is for the most part. */
export interface Freed extends Amount {
  /** The entries that would go: nothing else has their key or, where that is no object, their value. */
  readonly entries: number;
  /** The classes with the most bytes. */
  readonly classes: readonly ({ readonly name: string } & Amount)[];
}

const MOST_CLASSES = 5;

/**
 * Marks what the collector would find alive, as if some containers held their keys weakly.
 *
 * Weak edges hold nothing. An entry of a `WeakMap` is an ephemeron (B. Hayes, *Ephemerons: a new finalization mechanism*, OOPSLA 1997): its
 * value is reached when both its key and the map are, in whichever order, until nothing changes. An entry of a container in `weakened` is
 * one, too; one whose key is no object holds nothing, for no object can vouch for it.
 *
 * @param weakened the containers that hold their keys weakly
 * @returns by ordinal, 1 where the node is reached
 */
export function mark(graph: HeapGraph, weakened: readonly Table[]): Uint8Array {
  return new Marking(graph, weakened, new Uint8Array(graph.nodeCount)).run(graph.root);
}

/**
 * What would be free if one piece of code's containers held their keys weakly, and all else were as it is.
 *
 * What one container alone could free is below it in the tree of dominators, and nothing else need be marked.
 */
export function freedBy(graph: HeapGraph, alive: Uint8Array, tables: readonly Table[]): Freed {
  const [only] = tables;
  if (only === undefined || tables.every(isWeak)) return NOTHING;
  if (tables.length > 1) {
    const then = mark(graph, tables);
    return { ...freedBetween(graph, alive, then), entries: lostEntries(graph, tables, then) };
  }
  const below = dominatedBy(graph, only.node);
  const then = alive.slice();
  for (const node of below) then[node] = 0;
  const marking = new Marking(graph, tables, then);
  marking.reachFromOutside(below);
  marking.run(only.node);
  return { ...freedAmong(graph, below, (node) => alive[node] === 1 && then[node] !== 1), entries: lostEntries(graph, tables, then) };
}

/** All nodes below one in the tree of dominators, itself included. */
function dominatedBy(graph: HeapGraph, top: Ordinal): Uint32Array {
  const { dominatedNodes, firstDominatedNodeIndex } = graph.snapshot;
  const found: number[] = [top];
  for (const node of found) {
    const end = firstDominatedNodeIndex[node + 1] ?? 0;
    for (let at = firstDominatedNodeIndex[node] ?? 0; at < end; at++) found.push((dominatedNodes[at] ?? 0) / graph.snapshot.nodeFieldCount);
  }
  return Uint32Array.from(found);
}

/** How many entries nothing else vouches for: their key is not reached or, where that is no object, their value. */
export function lostEntries(graph: HeapGraph, tables: readonly Table[], then: Uint8Array): number {
  let lost = 0;
  for (const table of tables) {
    for (const { key, value } of entriesOf(graph, table)) {
      const vouching = key !== undefined && isObject(graph, key) ? key : value;
      if (vouching !== undefined && then[vouching] !== 1) lost++;
    }
  }
  return lost;
}

/** By key, the entries that its life decides: lists in arrays of numbers, for there may be millions. */
class Ephemerons {
  /** By key, where its list begins, plus one. */
  readonly #first: Uint32Array;
  readonly #next: number[] = [];
  readonly #holders: Ordinal[] = [];
  readonly #values: Ordinal[] = [];

  constructor(nodeCount: number) {
    this.#first = new Uint32Array(nodeCount);
  }

  add(key: Ordinal, holder: Ordinal, value: Ordinal): void {
    this.#next.push(this.#first[key] ?? 0);
    this.#holders.push(holder);
    this.#values.push(value);
    this.#first[key] = this.#next.length;
  }

  forEach(key: Ordinal, visit: (holder: Ordinal, value: Ordinal) => void): void {
    for (let at = this.#first[key] ?? 0; at > 0; at = this.#next[at - 1] ?? 0) visit(this.#holders[at - 1] ?? 0, this.#values[at - 1] ?? 0);
  }
}

class Marking {
  readonly #marked: Uint8Array;
  readonly #stack: Uint32Array;
  #top = 0;
  /** By store, the container that it is of. */
  readonly #stores = new Map<Ordinal, Table>();
  readonly #isSpecial: Uint8Array;
  readonly #ephemerons: Ephemerons;
  /** By container, the values whose keys are reached already. */
  readonly #waiting = new Map<Ordinal, Ordinal[]>();

  /**
   * @param marked what is reached from elsewhere, by ordinal
   */
  constructor(
    readonly graph: HeapGraph,
    weakened: readonly Table[],
    marked: Uint8Array,
  ) {
    this.#marked = marked;
    this.#stack = new Uint32Array(graph.nodeCount);
    this.#isSpecial = new Uint8Array(graph.nodeCount);
    this.#ephemerons = new Ephemerons(weakened.length === 0 ? 0 : graph.nodeCount);
    for (const table of weakened) {
      for (const store of table.stores) {
        this.#stores.set(store, table);
        this.#isSpecial[store] = 1;
      }
      for (const { key, value } of entriesOf(graph, table)) {
        if (key === undefined || value === undefined || !isObject(graph, key)) continue;
        if (marked[key] === 1) this.#reachThrough(table.node, value);
        this.#ephemerons.add(key, table.node, value);
        this.#isSpecial[key] = 1;
      }
    }
  }

  /** Reaches what edges from marked nodes lead to: the tree of dominators leaves out some roots of the machine, such as the stack. */
  reachFromOutside(nodes: Iterable<Ordinal>): void {
    const { graph } = this;
    const { weak, internal } = graph.edgeTypes;
    const { firstRetainerIndex, retainingNodes, retainingEdges, nodeFieldCount } = graph.snapshot;
    const outside = this.#marked.slice();
    for (const node of nodes) {
      const end = firstRetainerIndex[node + 1] ?? 0;
      for (let at = firstRetainerIndex[node] ?? 0; at < end; at++) {
        const from = (retainingNodes[at] ?? 0) / nodeFieldCount;
        if (outside[from] !== 1 || graph.isWeakRoot(from)) continue;
        const edge = retainingEdges[at] ?? 0;
        const type = graph.edgeType(edge);
        if (type === weak) continue;
        const holder = type === internal ? (graph.ephemeronTables[graph.edgeName(edge)] ?? 0) - 1 : -1;
        if (holder < 0) this.#reach(node);
        else if (holder !== from) this.#reachThrough(holder, node);
      }
    }
  }

  /** Marks all that is reached from a node. */
  run(from: Ordinal): Uint8Array {
    const { graph } = this;
    const { firstEdge, edgeStride, ephemeronTables } = graph;
    const { weak, internal } = graph.edgeTypes;
    this.#reach(from);
    while (this.#top > 0) {
      const node = this.#stack[--this.#top] ?? 0;
      if (graph.isWeakRoot(node)) continue;
      const table = this.#isSpecial[node] === 1 ? this.#visitSpecial(node) : undefined;
      const end = firstEdge[node + 1] ?? 0;
      for (let edge = firstEdge[node] ?? 0; edge < end; edge += edgeStride) {
        const type = graph.edgeType(edge);
        if (type === weak) continue;
        const target = graph.edgeTarget(edge);
        if (type === internal) {
          const holder = ephemeronTables[graph.edgeName(edge)] ?? 0;
          if (holder > 0) {
            // From the table and from the key: what the key says is enough.
            if (holder - 1 !== node) this.#reachThrough(holder - 1, target);
            continue;
          }
        }
        if (table !== undefined && isEntryEdge(graph, table, node, edge)) continue;
        this.#reach(target);
      }
      const waiting = this.#waiting.size > 0 ? this.#waiting.get(node) : undefined;
      for (const value of waiting ?? []) this.#reach(value);
    }
    return this.#marked;
  }

  /** @returns the weakened container whose entries are among the edges of the node */
  #visitSpecial(node: Ordinal): Table | undefined {
    this.#ephemerons.forEach(node, (holder, value) => this.#reachThrough(holder, value));
    return this.#stores.get(node);
  }

  #reach(node: Ordinal): void {
    if (this.#marked[node] === 1) return;
    this.#marked[node] = 1;
    this.#stack[this.#top++] = node;
  }

  /** Reaches the value of an entry whose key is reached, as soon as its container is. */
  #reachThrough(holder: Ordinal, value: Ordinal): void {
    if (this.#marked[holder] === 1) {
      this.#reach(value);
      return;
    }
    const waiting = this.#waiting.get(holder);
    if (waiting) waiting.push(value);
    else this.#waiting.set(holder, [value]);
  }
}

/**
 * What is reached in one marking and not in another.
 *
 * @param alive what is reached as things are
 * @param then what would be reached
 */
export function freedBetween(graph: HeapGraph, alive: Uint8Array, then: Uint8Array): Freed {
  return freedAmong(graph, everyNode(graph), (node) => alive[node] === 1 && then[node] !== 1);
}

function* everyNode({ nodeCount }: HeapGraph): Generator<Ordinal> {
  for (let node = 0; node < nodeCount; node++) yield node;
}

function freedAmong(graph: HeapGraph, nodes: Iterable<Ordinal>, isFreed: (node: Ordinal) => boolean): Freed {
  let [objects, bytes] = [0, 0];
  const classes = new Map<number | string, { objects: number; bytes: number }>();
  for (const node of nodes) {
    if (!isFreed(node)) continue;
    const size = graph.size(node);
    // What has no size of its own is counted with what it belongs to.
    if (size === 0) continue;
    objects++;
    bytes += size;
    const name = classKeyOf(graph, node);
    const known = classes.get(name);
    if (known) {
      known.objects++;
      known.bytes += size;
    } else classes.set(name, { objects: 1, bytes: size });
  }
  const largest = [...classes].sort(([, a], [, b]) => b.bytes - a.bytes).slice(0, MOST_CLASSES);
  const nameOf = (key: number | string): string => classWord(typeof key === 'string' ? key : (graph.snapshot.strings[key] ?? ''));
  return { objects, bytes, entries: 0, classes: largest.map(([key, amount]) => ({ name: nameOf(key), ...amount })) };
}

/** Nothing at all. */
const NOTHING: Freed = { objects: 0, bytes: 0, entries: 0, classes: [] };

/** The name of a class, as an index among the strings; a word in parentheses for what has none. Texts of the program are never told. */
function classKeyOf(graph: HeapGraph, node: Ordinal): number | string {
  const type = graph.type(node);
  if (type === 'object' || type === 'native') return graph.nameIndex(node);
  if (type.endsWith('string')) return '(string)';
  return type === 'closure' ? '(function)' : type === 'number' || type === 'bigint' || type === 'symbol' || type === 'regexp' ? `(${type})` : '(system)';
}
