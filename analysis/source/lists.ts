import { contains, type Node } from './ast.js';

/** Puts items together that have one key, in their order; those without a key are left out. */
export function grouped<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key | undefined): ReadonlyMap<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) addTo(groups, key, item);
  }
  return groups;
}

/** Adds an item to the list that a table has under a key. */
export function addTo<Key, Item>(table: Map<Key, Item[]>, key: Key, item: Item): void {
  const known = table.get(key);
  if (known) known.push(item);
  else table.set(key, [item]);
}

/** How many items of a list that `at` orders lie before a limit. */
export function countBelow<Item>(items: readonly Item[], limit: number, at: (item: Item) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(items[middle] as Item) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nodes of several lists, each in source order, as a walk of the tree would meet them: by where they begin, the outer one before the inner. */
export function inSourceOrder<N extends Node>(...lists: readonly (readonly N[])[]): readonly N[] {
  return lists.reduce((merged, list) => (merged.length === 0 ? list : list.length === 0 ? merged : merge(merged, list)));
}

function merge<N extends Node>(left: readonly N[], right: readonly N[]): readonly N[] {
  const all: N[] = [];
  let at = 0;
  for (const node of right) {
    for (let next = left[at]; next && bySource(next, node) <= 0; next = left[++at]) all.push(next);
    all.push(node);
  }
  return all.concat(left.slice(at));
}

/** Nodes by where they begin, the outer one before the inner. */
export function sorted<N extends Node>(nodes: N[]): readonly N[] {
  return nodes.sort(bySource);
}

function bySource(a: Node, b: Node): number {
  return a.range[0] - b.range[0] || b.range[1] - a.range[1];
}

/** The nodes inside another one, out of a list in source order. */
export function within<N extends Node>(nodes: readonly N[], outer: Node): readonly N[] {
  const from = countBelow(nodes, outer.range[0], ({ range }) => range[0]);
  const to = countBelow(nodes, outer.range[1], ({ range }) => range[0]);
  return nodes.slice(from, to).filter((node) => contains(outer, node));
}
