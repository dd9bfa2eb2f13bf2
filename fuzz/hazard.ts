import { type Draft, operation, type Operation } from './draft.js';
import type { Recipe } from './recipe.js';
import { showing } from './render.js';

/** Something in a program that ends the proof that a rewrite would be safe. */
export interface Hazard {
  readonly name: string;
  /** What the program must be for it. */
  readonly needs: Partial<Recipe>;
  /** Changes a program before its container is declared. */
  readonly apply: (draft: Draft) => void;
  /** Changes it after that. */
  readonly settled?: (draft: Draft) => void;
}

/** Nothing that could end the rewrite besides. */
export const PLAIN = { release: 'none', extras: [] } as const satisfies Partial<Recipe>;
/** A guard shows that keys are objects. */
export const GUARDED = { ...PLAIN, language: 'mjs', key: 'guard-return', idOf: false } as const satisfies Partial<Recipe>;
/** The same in a script that is not strict. */
export const SLOPPY = { ...GUARDED, language: 'cjs', home: 'const' } as const satisfies Partial<Recipe>;
/** Keys are the objects of a class, in its methods. */
export const ON_THIS = { ...PLAIN, language: 'mjs', key: 'this', idOf: false, kind: 'map', style: 'count' } as const satisfies Partial<Recipe>;

/** The operation that writes. */
export function writing(draft: Draft): Operation {
  return operation(draft, draft.names.mark);
}

/** What the driver says to mark something. */
export function mark(draft: Draft, key: string): string {
  return showing(marked(draft, key));
}

/** The call that marks something. */
export function marked({ names, recipe }: Draft, key: string): string {
  const owner = { static: `p.${names.host}`, field: `p.${names.single}`, underscore: `p.${names.single}`, closure: `p.${names.single}`, iife: `p.${names.single}` };
  const path = Object.entries(owner).find(([home]) => home === recipe.home)?.[1] ?? 'p';
  return `${path}.${names.mark}(${recipe.home === 'inner' ? `'g', ` : ''}${key})`;
}

/** The class of the keys, as code of the program's top level names it. */
export function ownerOf({ names, recipe }: Draft): string {
  return recipe.home === 'iife' || recipe.home === 'closure' ? `${names.single}.${names.subject}` : names.subject;
}

/** Stands for changes that all wait until the container is declared. */
export function nothing(): void {
  // See above.
}
