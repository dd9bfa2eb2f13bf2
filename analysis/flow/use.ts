import type { TSESTree } from '@typescript-eslint/utils';
import { outermost } from '../source/ast.js';
import type { OtherFile } from '../source/other-file.js';

export type ContainerKind = 'map' | 'set' | 'array' | 'dictionary';

interface UseAt {
  /** The whole expression of the use: the call, the loop, the assignment. */
  readonly node: TSESTree.Node;
  /** The expression that stands for the container in it. */
  readonly receiver: TSESTree.Node;
  /** The file of the use, where it is another one. */
  readonly file?: OtherFile | undefined;
}

/** A use that names a key and writes nothing. */
export interface KeyedUse<Kind extends 'get' | 'has' | 'delete' = 'get' | 'has' | 'delete'> extends UseAt {
  readonly kind: Kind;
  readonly key: TSESTree.Expression;
}

/** A write: `set`, `add`, `push`, `getOrInsert`, or an entry of the constructor's iterable. */
export interface WriteUse extends UseAt {
  readonly kind: 'set';
  readonly key: TSESTree.Expression;
  readonly value: TSESTree.Expression | undefined;
  readonly how: 'set' | 'add' | 'push' | 'getOrInsert' | 'initial' | 'assign';
  /** What is put in, where that is a record with the key in it: `{ view: this, order }`. */
  readonly record?: TSESTree.Node | undefined;
}

/** A use that names no key. `test` only looks whether the container is there. */
export interface BareUse<Kind extends 'clear' | 'size' | 'iterate' | 'test' = 'clear' | 'size' | 'iterate' | 'test'> extends UseAt {
  readonly kind: Kind;
}

/** A function of another file takes entries out: those that it chooses itself, or one that the call does not tell. */
export interface ReleaseUse extends UseAt {
  readonly kind: 'release';
  readonly how: 'delete' | 'eviction' | 'sweep';
}

/** A part of the items of a list by which it is searched, and what for. */
export interface PartSought {
  /** The name of a member, or the position in a tuple. */
  readonly part: string;
  readonly key: TSESTree.Expression;
}

/** A walk over all entries. */
export interface IterateUse extends BareUse<'iterate'> {
  /** `pairs.find(([page]) => page === sought)` */
  readonly sought?: PartSought | undefined;
}

/** Passed, returned, exported or aliased out of sight. */
export interface EscapeUse extends UseAt {
  readonly kind: 'escape';
  readonly to: 'argument' | 'return' | 'export' | 'property' | 'value';
}

/** The binding gets another value: a fresh container, or nothing. */
export interface ReplaceUse extends UseAt {
  readonly kind: 'replace';
  readonly by: 'fresh' | 'nothing';
}

/** A use that the analysis does not recognise: it ends any rewrite. */
export interface UnknownUse extends UseAt {
  readonly kind: 'unknown';
  /** A property of fixed name, which makes a plain object a record and no dictionary. */
  readonly isFixedKey?: boolean;
}

export type Use =
  | KeyedUse<'get'>
  | KeyedUse<'has'>
  | KeyedUse<'delete'>
  | WriteUse
  | BareUse<'clear'>
  | BareUse<'size'>
  | IterateUse
  | BareUse<'test'>
  | ReleaseUse
  | EscapeUse
  | ReplaceUse
  | UnknownUse;

/** Does a use ask the container for an entry? `getOrInsert` reads as well as writes. */
export function asksForEntry(use: Use): boolean {
  return use.kind === 'get' || use.kind === 'has' || (use.kind === 'set' && use.how === 'getOrInsert');
}

/** Does the receiver of a use stand for the container in the text? That of `remember(key)` does not, where it is a method bound to it. */
export function namesContainer({ node, receiver }: Use): boolean {
  return node.type !== 'CallExpression' || (node.callee.type === 'MemberExpression' && node.callee.object === outermost(receiver));
}
