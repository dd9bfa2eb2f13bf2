import type { HeapGraph, Ordinal } from './graph.js';

/** What a container is, by what it does; a subclass is what it extends. */
export type HeapKind = 'map' | 'set' | 'weakmap' | 'weakset' | 'dictionary' | 'array';

/** One entry. A key or value that is no object of the heap, such as a small number, is absent. */
export interface Entry {
  readonly key: Ordinal | undefined;
  readonly value: Ordinal | undefined;
}

/** A container of the heap, and where its entries are. */
export interface Table {
  readonly kind: HeapKind;
  /** The container itself. */
  readonly node: Ordinal;
  /** The nodes whose edges are the entries: the hash table, the elements, and the container itself where it has them. */
  readonly stores: readonly Ordinal[];
}

const COLLECTIONS = { Map: 'map', Set: 'set', WeakMap: 'weakmap', WeakSet: 'weakset' } as const satisfies Record<string, HeapKind>;
/** How far a class may be from what it extends. */
const MOST_PROTOTYPES = 6;
/** Members that a plain object has as any object has them. */
const NO_ENTRIES: ReadonlySet<string> = new Set(['__proto__', 'map', 'properties', 'elements']);
/** What entries of a hash table come after: how many there are, were deleted, and how many buckets it has. */
const HEAD = 3;

/** The container that a node is; nothing where it is none. */
export function tableAt(graph: HeapGraph, node: Ordinal): Table | undefined {
  if (!graph.isObject(node)) return undefined;
  const name = graph.nameIndex(node);
  if (name === graph.names.Array) return { kind: 'array', node, stores: [node, ...storesOf(graph, node, ['elements'])] };
  if (name === graph.names.Object) return { kind: 'dictionary', node, stores: [node, ...storesOf(graph, node, ['elements', 'properties'])] };
  const table = tableOf(graph, node);
  if (table === undefined) return undefined;
  const kind = collectionAt(graph, node);
  return kind && { kind, node, stores: [table] };
}

/** Does a container hold its keys only as long as others do? */
export function isWeak({ kind }: Pick<Table, 'kind'>): boolean {
  return kind === 'weakmap' || kind === 'weakset';
}

/** Is an edge of one of the stores of a container an entry of it? */
export function isEntryEdge(graph: HeapGraph, { kind, node }: Table, store: Ordinal, edge: number): boolean {
  const { element, property, internal, hidden } = graph.edgeTypes;
  const type = graph.edgeType(edge);
  if (store !== node) return type === element || type === hidden || (type === internal && /^\d+$/.test(graph.edgeLabel(edge)));
  if (type === element) return true;
  return kind === 'dictionary' && type === property && !NO_ENTRIES.has(graph.edgeLabel(edge));
}

/** Entries are asked for again and again, and take long to be found. */
const known = new WeakMap<Table, readonly Entry[]>();

/** The entries of a container, as far as a key or a value is an object, a string or a large number. */
export function entriesOf(graph: HeapGraph, table: Table): readonly Entry[] {
  const remembered = known.get(table);
  if (remembered) return remembered;
  const entries = findEntries(graph, table);
  known.set(table, entries);
  return entries;
}

function findEntries(graph: HeapGraph, table: Table): readonly Entry[] {
  switch (table.kind) {
    case 'map':
      return hashEntries(graph, table, 3);
    case 'set':
      return hashEntries(graph, table, 2);
    case 'weakmap':
    case 'weakset':
      return weakEntries(graph, table);
    case 'array':
      return arrayEntries(graph, table);
    case 'dictionary':
      return memberEntries(graph, table);
    default:
      return table.kind satisfies never;
  }
}

/** How many entries a container shows. */
export function countEntries(graph: HeapGraph, table: Table): number {
  if (table.kind !== 'array' && table.kind !== 'dictionary') return entriesOf(graph, table).length;
  const end = graph.firstEdge[table.node + 1] ?? 0;
  let count = 0;
  for (let edge = graph.firstEdge[table.node] ?? 0; edge < end; edge += graph.edgeStride) if (isEntryEdge(graph, table, table.node, edge)) count++;
  return count;
}

/** A plain object whose members are kept as those of a table: it has had many, or some were deleted, or it was made without a prototype. */
export function isInDictionaryMode(graph: HeapGraph, node: Ordinal): boolean {
  const properties = graph.follow(node, 'properties');
  return properties !== undefined && graph.type(properties) === 'array';
}

function storesOf(graph: HeapGraph, node: Ordinal, labels: readonly string[]): readonly Ordinal[] {
  return labels.map((label) => graph.follow(node, label)).filter((store) => store !== undefined);
}

function tableOf(graph: HeapGraph, node: Ordinal): Ordinal | undefined {
  const { firstEdge, edgeStride, edgeTypes, names } = graph;
  const end = firstEdge[node + 1] ?? 0;
  for (let edge = firstEdge[node] ?? 0; edge < end; edge += edgeStride) {
    if (graph.edgeName(edge) === names.table && graph.edgeType(edge) === edgeTypes.internal) return graph.edgeTarget(edge);
  }
  return undefined;
}

function collectionAt(graph: HeapGraph, node: Ordinal): HeapKind | undefined {
  for (let at: Ordinal | undefined = node, depth = 0; at !== undefined && depth < MOST_PROTOTYPES; at = graph.follow(at, '__proto__'), depth++) {
    const name = graph.name(at);
    if (name in COLLECTIONS) return COLLECTIONS[name as keyof typeof COLLECTIONS];
  }
  return undefined;
}

/**
 * The entries of a `Map` or `Set`: V8's `OrderedHashTable` is a list of its head, its buckets, then `stride` fields for each entry:
 * the key, the value of a map, and where the chain of the bucket goes on.
 */
function hashEntries(graph: HeapGraph, table: Table, stride: 2 | 3): readonly Entry[] {
  const [store] = table.stores;
  if (store === undefined) return [];
  // One beside the other, for there may be millions.
  const fields: Ordinal[] = [];
  const indexes: number[] = [];
  let [least, most] = [Infinity, 0];
  for (const edge of graph.edgesOf(store)) {
    if (graph.edgeType(edge) !== graph.edgeTypes.internal) continue;
    const index = Number(graph.edgeLabel(edge));
    // Not a number for what is no field: `map`.
    if (!(index >= HEAD)) continue;
    if (index < least) least = index;
    if (index > most) most = index;
    // What is left of an entry that was deleted, as Node 22 and later tell it.
    const node = graph.edgeTarget(edge);
    if (graph.nameIndex(node) === graph.names.Hole) continue;
    fields.push(node);
    indexes.push(index);
  }
  if (fields.length === 0) return [];
  const start = HEAD + bucketsOf(least, most, graph.size(table.node) + graph.size(store), stride);
  const entries: { key: Ordinal | undefined; value: Ordinal | undefined }[] = [];
  let last = -1;
  // V8 tells of the fields in their order.
  for (const [place, node] of fields.entries()) {
    const index = indexes[place] ?? 0;
    const at = Math.floor((index - start) / stride);
    const field = (index - start) % stride;
    if (at !== last) entries.push({ key: undefined, value: undefined });
    last = at;
    const entry = entries.at(-1);
    if (entry && field === 0) entry.key = node;
    else if (entry && field === 1 && stride === 3) entry.value = node;
  }
  return entries;
}

/**
 * How many buckets a hash table has, which a snapshot does not tell: a power of two with which all fields are those of entries. Where
 * several would do, the size says which.
 *
 * @param first the least index of a field
 * @param last the greatest
 * @param bytes of the container with its table
 */
function bucketsOf(first: number, last: number, bytes: number, stride: 2 | 3): number {
  const fits: number[] = [];
  for (let buckets = 2; HEAD + buckets <= first; buckets *= 2) if (last < HEAD + buckets * (1 + 2 * stride)) fits.push(buckets);
  const bySize = fits.find((buckets) => [8, 4].some((word) => isSize(bytes, word * (2 + HEAD + buckets * (1 + 2 * stride)))));
  return bySize ?? fits.at(-1) ?? 0;
}

/** Is a container with its table as large as this table, and an object of a few fields? */
function isSize(bytes: number, table: number): boolean {
  return bytes >= table && bytes - table <= 128;
}

/** The entries of a `WeakMap` or `WeakSet`: their keys are weak edges at odd places, their values have edges of a name of their own, and newer engines tell no more than these. */
function weakEntries(graph: HeapGraph, { stores: [store] }: Table): readonly Entry[] {
  if (store === undefined) return [];
  const keys = new Map<number, Ordinal>();
  const values = new Map<number, Ordinal>();
  const pairs: Entry[] = [];
  for (const edge of graph.edgesOf(store)) {
    if (graph.edgeType(edge) === graph.edgeTypes.internal && graph.ephemeronTables[graph.edgeName(edge)] === store + 1) pairs.push({ key: undefined, value: graph.edgeTarget(edge) });
    if (graph.edgeType(edge) !== graph.edgeTypes.weak) continue;
    const index = Number(graph.edgeLabel(edge));
    (index % 2 === 1 ? keys : values).set(index, graph.edgeTarget(edge));
  }
  return keys.size === 0 ? pairs : Array.from(keys, ([index, key]) => ({ key, value: values.get(index + 1) }));
}

function memberEntries(graph: HeapGraph, table: Table): readonly Entry[] {
  const entries: Entry[] = [];
  for (const edge of graph.edgesOf(table.node)) if (isEntryEdge(graph, table, table.node, edge)) entries.push({ key: undefined, value: graph.edgeTarget(edge) });
  return entries;
}

/** The elements of a list. In one of pairs, `[key, value]`, the first of each pair is the key. */
function arrayEntries(graph: HeapGraph, table: Table): readonly Entry[] {
  const elements = memberEntries(graph, table).map(({ value }) => value ?? 0);
  const keys = elements.map((node) => keyOfPair(graph, node));
  if (elements.length > 0 && keys.every((key) => key !== undefined)) return elements.map((value, index) => ({ key: keys[index], value }));
  return elements.map((node) => (isObject(graph, node) ? { key: node, value: undefined } : { key: undefined, value: node }));
}

function keyOfPair(graph: HeapGraph, node: Ordinal): Ordinal | undefined {
  if (graph.type(node) !== 'object' || graph.name(node) !== 'Array') return undefined;
  let key: Ordinal | undefined;
  let count = 0;
  for (const edge of graph.edgesOf(node)) {
    if (graph.edgeType(edge) !== graph.edgeTypes.element) continue;
    count++;
    if (graph.edgeLabel(edge) === '0') key = graph.edgeTarget(edge);
  }
  return count <= 2 && key !== undefined && isObject(graph, key) ? key : undefined;
}

/** Can a node be held weakly: is it an object, a function or a symbol? */
export function isObject(graph: HeapGraph, node: Ordinal): boolean {
  const type = graph.type(node);
  return type === 'object' || type === 'closure' || type === 'regexp' || type === 'native' || type === 'symbol';
}
