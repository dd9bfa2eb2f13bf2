import type { TSESTree } from '@typescript-eslint/utils';
import type { ParsedSource } from './source.js';

/** What was worked out of a tree, by what it is. */
export type TreeMemory = Map<unknown, unknown>;

let last: { readonly ast: TSESTree.Program; readonly memory: TreeMemory } | undefined;

/**
 * What is worked out of a tree once and kept as long as it: with its source, where that has a memory; else until another tree is
 * asked about, for a linter takes one file after the other.
 *
 * A `WeakMap` by trees would do the same at a price: V8 takes what an old one holds for in use until its next full collection, so that
 * the trees of all files so far are moved about by the quick ones (1.8 s instead of 1.1 s of a run of oxlint).
 *
 * @param what it is: a function or class of a module, which stands for nothing else
 * @param make works it out
 */
export function remembered<Value>(source: ParsedSource, what: unknown, make: () => Value): Value {
  const memory = memoryOf(source);
  if (!memory.has(what)) memory.set(what, make());
  return memory.get(what) as Value;
}

function memoryOf({ ast, memory }: ParsedSource): TreeMemory {
  if (memory) return memory;
  if (last?.ast !== ast) last = { ast, memory: new Map() };
  return last.memory;
}
