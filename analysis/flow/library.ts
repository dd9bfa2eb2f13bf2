/**
 * What calls of built-in functions do with their arguments.
 *
 * - `lists`: goes through the first one's elements or members;
 * - `asks`: whether the first one has the second one as a key;
 * - `removes`, `reads`, `writes`: the member of the first one that the second one names;
 * - `returns`: gives the first one back, and no other use of it.
 */
export type KnownCall = 'lists' | 'asks' | 'removes' | 'reads' | 'writes' | 'returns';

/** Those after which an object gets no new members. */
export const CLOSING_CALLS: ReadonlySet<string> = new Set(['Object.freeze', 'Object.seal', 'Object.preventExtensions']);

/** The built-in functions that do nothing else, by the names under which they are called. */
export const KNOWN_CALLS: ReadonlyMap<string, KnownCall> = new Map<string, KnownCall>([
  ...['Array.from', 'Object.fromEntries', 'Promise.all', 'Promise.allSettled', 'Promise.race', 'Math.max', 'Math.min', 'Object.keys', 'Object.values', 'Object.entries', 'Object.getOwnPropertyNames', 'JSON.stringify'].map((name) => [name, 'lists'] as const),
  ...['Object.hasOwn', 'Reflect.has'].map((name) => [name, 'asks'] as const),
  ['Reflect.deleteProperty', 'removes'],
  ['Reflect.get', 'reads'],
  ['Reflect.set', 'writes'],
  ...[...CLOSING_CALLS, 'Promise.resolve'].map((name) => [name, 'returns'] as const),
]);

/** The constructors that go through their argument. */
export const LISTING_CONSTRUCTORS: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);

export const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'window', 'self', 'global']);

/** Methods of maps and sets that go through their elements. */
export const LISTING_METHODS: ReadonlySet<string> = new Set(['forEach', 'keys', 'values', 'entries', 'union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']);

/** Methods of arrays that go through their elements. */
export const LISTING_ARRAY_METHODS: ReadonlySet<string> = new Set(['forEach', 'map', 'filter', 'some', 'every', 'reduce', 'reduceRight', 'flatMap', 'join', 'slice', 'concat', 'sort', 'reverse', 'at', 'entries', 'keys', 'values', 'findLast', 'flat', 'toSorted', 'with']);

/** Methods of arrays that take elements out, or put others in their place. */
export const REMOVING_ARRAY_METHODS: ReadonlySet<string> = new Set(['splice', 'pop', 'shift', 'fill', 'copyWithin']);

/** Methods of arrays that give an array back with elements of their own. */
export const DERIVING_ARRAY_METHODS: ReadonlySet<string> = new Set(['filter', 'slice', 'concat', 'reverse', 'sort', 'toSorted', 'toReversed', 'with', 'flat', 'splice', 'toSpliced', 'values', 'fill', 'copyWithin']);

/** Methods of arrays that give an element back. */
export const ELEMENT_ARRAY_METHODS: ReadonlySet<string> = new Set(['pop', 'shift', 'at', 'find', 'findLast']);

/** Methods that hand the elements of an array to a function, one after the other. */
export const VISITING_METHODS: ReadonlySet<string> = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap', 'sort', 'toSorted', 'reduce', 'reduceRight']);

/** The globals that are told apart; all others are unknown values. */
export const KNOWN_GLOBALS: ReadonlySet<string> = new Set([
  ...GLOBAL_OBJECTS, ...LISTING_CONSTRUCTORS, 'WeakRef', 'FinalizationRegistry', 'Object', 'Object.create', 'Object.assign', 'Promise', 'Math', 'JSON', 'Reflect', 'module', 'module.exports', 'exports', ...KNOWN_CALLS.keys(),
]);
