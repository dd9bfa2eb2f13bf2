import type { JSHeapSnapshot } from './loader.js';

/** An ordinal of a node: its place in the snapshot, from 0 on. */
export type Ordinal = number;

/** A place in a script as V8 tells it: line and column from 0. */
export interface Location {
  readonly script: number;
  readonly line: number;
  readonly column: number;
}

/**
 * A snapshot as a graph of numbers, for walks over all of it: nodes by their ordinals, edges by their index.
 *
 * The loader's own objects, one for each node that is looked at, would take most of the time of a walk.
 */
export class HeapGraph {
  readonly nodeCount: number;
  /** Where the strong part of the heap begins. */
  readonly root: Ordinal;
  readonly edgeTypes: Readonly<Record<'context' | 'element' | 'property' | 'internal' | 'hidden' | 'shortcut' | 'weak', number>>;
  readonly nodeTypes: readonly string[];
  /** By node, the index of its first edge, which is a multiple of `edgeStride`. */
  readonly firstEdge: Uint32Array;
  readonly edgeStride: number;
  /** The indexes of some names among the strings; -1 for those that are not there. */
  readonly names: Readonly<Record<'Array' | 'Object' | 'table' | 'Hole', number>>;
  readonly #objectType: number;
  readonly #nodes: Uint32Array;
  readonly #edges: Uint32Array;
  readonly #stride: number;
  readonly #locations: ReadonlyMap<Ordinal, number>;
  readonly #weakRoots: ReadonlySet<Ordinal>;
  #ephemerons: Uint32Array | undefined;

  constructor(readonly snapshot: JSHeapSnapshot) {
    this.#nodes = snapshot.nodes.asUint32ArrayOrFail();
    this.#edges = snapshot.containmentEdges.asUint32ArrayOrFail();
    this.#stride = snapshot.nodeFieldCount;
    this.nodeCount = snapshot.nodeCount;
    this.root = snapshot.rootNodeIndex / this.#stride;
    this.firstEdge = snapshot.firstEdgeIndexes;
    this.edgeStride = snapshot.edgeFieldsCount;
    this.nodeTypes = snapshot.nodeTypes;
    const typeOf = (name: string): number => snapshot.edgeTypes.indexOf(name);
    this.edgeTypes = { context: typeOf('context'), element: typeOf('element'), property: typeOf('property'), internal: typeOf('internal'), hidden: typeOf('hidden'), shortcut: typeOf('shortcut'), weak: typeOf('weak') };
    this.names = { Array: snapshot.strings.indexOf('Array'), Object: snapshot.strings.indexOf('Object'), table: snapshot.strings.indexOf('table'), Hole: snapshot.strings.indexOf('system / Hole') };
    this.#objectType = snapshot.nodeTypes.indexOf('object');
    this.#locations = locationsIn(snapshot, this.#stride);
    this.#weakRoots = weakRootsIn(this);
  }

  /** Is it a list of the machine that keeps nothing, though a snapshot tells its edges as if it did? */
  isWeakRoot(node: Ordinal): boolean {
    return node < MOST_ROOTS && this.#weakRoots.has(node);
  }

  /** `object`, `closure`, `array`, `string`, `hidden` and others. */
  type(node: Ordinal): string {
    return this.nodeTypes[this.#nodes[node * this.#stride + this.snapshot.nodeTypeOffset] ?? 0] ?? '';
  }

  /** Is it of the type `object`? */
  isObject(node: Ordinal): boolean {
    return this.#nodes[node * this.#stride + this.snapshot.nodeTypeOffset] === this.#objectType;
  }

  /** The name of the constructor of an object, of a function, of an internal kind; of a string, its text. */
  name(node: Ordinal): string {
    return this.snapshot.strings[this.nameIndex(node)] ?? '';
  }

  /** The index of the name among the strings. */
  nameIndex(node: Ordinal): number {
    return this.#nodes[node * this.#stride + this.snapshot.nodeNameOffset] ?? 0;
  }

  /** The same for the same object in all snapshots of one run of a program; it grows with time. */
  id(node: Ordinal): number {
    return this.#nodes[node * this.#stride + this.snapshot.nodeIdOffset] ?? 0;
  }

  /** Bytes of the object itself, with the tables that only it has. */
  size(node: Ordinal): number {
    return this.#nodes[node * this.#stride + this.snapshot.nodeSelfSizeOffset] ?? 0;
  }

  /** Bytes that would be free without the object: its own, and those of all that is reached through it alone. */
  retained(node: Ordinal): number {
    return this.snapshot.retainedSizes[node] ?? 0;
  }

  /** How many steps it is from the root; those from the machine's own roots are very long. */
  distance(node: Ordinal): number {
    return this.snapshot.nodeDistances[node] ?? 0;
  }

  edgeType(edge: number): number {
    return this.#edges[edge + this.snapshot.edgeTypeOffset] ?? 0;
  }

  edgeTarget(edge: number): Ordinal {
    return (this.#edges[edge + this.snapshot.edgeToNodeOffset] ?? 0) / this.#stride;
  }

  /** The index of the name of an edge among the strings; of elements and hidden edges, the index itself. */
  edgeName(edge: number): number {
    return this.#edges[edge + this.snapshot.edgeNameOffset] ?? 0;
  }

  /** The name of an edge as text, whatever its type. */
  edgeLabel(edge: number): string {
    const type = this.edgeType(edge);
    const name = this.edgeName(edge);
    return type === this.edgeTypes.element || type === this.edgeTypes.hidden ? String(name) : (this.snapshot.strings[name] ?? '');
  }

  /** The edges of a node. */
  *edgesOf(node: Ordinal): Generator<number> {
    const end = this.firstEdge[node + 1] ?? 0;
    for (let edge = this.firstEdge[node] ?? 0; edge < end; edge += this.edgeStride) yield edge;
  }

  /** The first node that an edge of this name leads to. */
  follow(node: Ordinal, label: string): Ordinal | undefined {
    for (const edge of this.edgesOf(node)) if (this.edgeLabel(edge) === label) return this.edgeTarget(edge);
    return undefined;
  }

  /** The edges that lead to a node, and whose they are; weak ones are left out. */
  *retainersOf(node: Ordinal): Generator<{ readonly from: Ordinal; readonly edge: number }> {
    const { firstRetainerIndex, retainingNodes, retainingEdges } = this.snapshot;
    const end = firstRetainerIndex[node + 1] ?? 0;
    for (let at = firstRetainerIndex[node] ?? 0; at < end; at++) {
      const edge = retainingEdges[at] ?? 0;
      if (this.edgeType(edge) !== this.edgeTypes.weak) yield { from: (retainingNodes[at] ?? 0) / this.#stride, edge };
    }
  }

  /** The nodes that have a location. */
  get located(): Iterable<Ordinal> {
    return this.#locations.keys();
  }

  /** Where the function is written, or the constructor of the object. */
  location(node: Ordinal): Location | undefined {
    const at = this.#locations.get(node);
    if (at === undefined) return undefined;
    const { locations } = this.snapshot.profile;
    return { script: locations[at + 1] ?? 0, line: locations[at + 2] ?? 0, column: locations[at + 3] ?? 0 };
  }

  /**
   * By the name of an edge: the ordinal of the table of the `WeakMap` that it is an entry of, plus one; zero for all other edges.
   *
   * V8 tells of each entry twice, by an edge of this name from the table to the value, and by one from the key.
   */
  get ephemeronTables(): Uint32Array {
    this.#ephemerons ??= ephemeronTablesIn(this);
    return this.#ephemerons;
  }
}

/** The machine's roots come first in a snapshot. */
const MOST_ROOTS = 100;
/** V8 takes strings out of these when nothing else has them, and visits the others as weak ones. */
const WEAK_ROOTS: ReadonlySet<string> = new Set(['(Internalized strings)', '(External strings)', '(Weak roots)', '(Weak collections)', '(Retain maps)']);

function weakRootsIn(graph: HeapGraph): ReadonlySet<Ordinal> {
  const found = new Set<Ordinal>();
  for (let node = 0; node < Math.min(MOST_ROOTS, graph.nodeCount); node++) if (graph.type(node) === 'synthetic' && WEAK_ROOTS.has(graph.name(node))) found.add(node);
  return found;
}

/** Four numbers for each: the index of the node, the script, the line, the column. */
function locationsIn({ profile }: JSHeapSnapshot, stride: number): Map<Ordinal, number> {
  const found = new Map<Ordinal, number>();
  for (let at = 0; at < profile.locations.length; at += 4) found.set((profile.locations[at] ?? 0) / stride, at);
  return found;
}

const EPHEMERON = /^\d+ \/ part of key \(.*\) pair in WeakMap \(table @(\d+)\)$/s;

function ephemeronTablesIn(graph: HeapGraph): Uint32Array {
  const { strings } = graph.snapshot;
  const ids = new Map<number, number[]>();
  for (const [index, text] of strings.entries()) {
    if (!text.endsWith(')')) continue;
    const [, id] = EPHEMERON.exec(text) ?? [];
    if (id === undefined) continue;
    const known = ids.get(Number(id));
    if (known) known.push(index);
    else ids.set(Number(id), [index]);
  }
  const tables = new Uint32Array(strings.length);
  if (ids.size === 0) return tables;
  for (let node = 0; node < graph.nodeCount; node++) {
    for (const name of ids.get(graph.id(node)) ?? []) tables[name] = node + 1;
  }
  return tables;
}
