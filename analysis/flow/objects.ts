import type { Node } from '../source/ast.js';
import type { Argument, ClassUnit, FunctionUnit, Register } from '../ir/index.js';

/**
 * What an abstract object is.
 *
 * - `map`, `set`, `array`, `object`: one for each expression that makes such a thing; `weak` for weak containers;
 * - `function`, `class`: one for each in the text; `instance`, `prototype`: one for each class;
 * - `method`: a built-in method of a container, taken as a value; `bound`: a function with its `this`;
 * - `global`: a name of the language or the host, or a member of one;
 * - `loose`: all that is `this` in functions that are no methods of a class or literal;
 * - `unknown`: whatever comes from code that is not seen.
 */
export type ObjectKind = 'map' | 'set' | 'array' | 'object' | 'weak' | 'function' | 'class' | 'instance' | 'prototype' | 'method' | 'bound' | 'global' | 'loose' | 'unknown';

/** All objects that one piece of the text makes, taken as one (allocation-site abstraction). */
export interface AbstractObject {
  readonly kind: ObjectKind;
  /** Where it is made. */
  readonly node: Node | undefined;
  /** For globals and methods. */
  readonly name: string;
  /** For functions. */
  readonly unit: FunctionUnit | undefined;
  /** For classes, instances and prototypes; for containers that are objects of a subclass. */
  readonly owner: ClassUnit | undefined;
  /** The container of a method; the function that is bound. */
  readonly target: AbstractObject | undefined;
  /** The `this` of a bound function. */
  readonly self: Register | undefined;
  /** The arguments that are bound with it, which stand before those of a call. */
  readonly args: readonly Argument[];
  /** By name; `*` for what is read or written under a name that is not fixed, `[]` and `[0]`, `[1]`, … for elements, `[key]` for keys. */
  readonly fields: Map<string, Register>;
  readonly accessors: Map<string, FunctionUnit>;
  /** Where members are looked for that it has not itself. */
  readonly parents: AbstractObject[];
  /** What an object of another file is known to hold. */
  readonly inside: readonly { readonly field: string; readonly object: AbstractObject }[];
}

/** What is not given is empty. */
export function makeObject(kind: ObjectKind, facts: Partial<AbstractObject> = {}): AbstractObject {
  return { kind, node: undefined, name: '', unit: undefined, owner: undefined, target: undefined, self: undefined, args: [], fields: new Map(), accessors: new Map(), parents: [], inside: [], ...facts };
}

export const ELEMENTS = '[]';
export const KEYS = '[key]';
/** The field of what is read or written under names that are not fixed. */
export const ANY = '*';
