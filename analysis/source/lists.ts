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
