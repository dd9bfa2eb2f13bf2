import type { TSESTree } from '@typescript-eslint/utils';
import { type Expression, type Node, unwrap } from '../source/ast.js';
import type { Home } from '../containers/facts.js';
import type { IdFacts } from '../containers/ids.js';
import type { Place } from '../source/places.js';
import type { Edit } from './model.js';
import type { Elsewhere } from '../modules/elsewhere.js';
import type { SourceIndex } from '../source/source-index.js';
import type { KeyedUse, Use, WriteUse } from '../flow/use.js';

/** The facts that a rewrite of an id-keyed container to a registry is decided on. */
export interface RegistryFacts {
  readonly kind: 'map' | 'set' | 'dictionary';
  readonly creations: readonly Expression[];
  readonly places: readonly Place[];
  readonly home: Home;
  readonly uses: readonly Use[];
  /** What each keyed use's key is the id of. */
  readonly idOf: (use: KeyedUse | WriteUse) => IdFacts | undefined;
  /** Is the value of a write the owner itself, or can it be seen to reach it? */
  readonly reachesOwner: (write: WriteUse) => Node | undefined;
  /** The type of the owners as text (`Page`), where the file shows one; and of the ids (`number`). */
  readonly ownerType: string | undefined;
  readonly idType: string | undefined;
  readonly index: SourceIndex;
  /** The rest of the project, where it has a say. */
  readonly elsewhere: Elsewhere | undefined;
}

/** A write whose owner is in hand. */
export interface OwnedWrite {
  readonly write: WriteUse;
  readonly owner: Expression;
}

/** May an expression be written twice: a variable, `this`, or members of them? */
export function isPlain(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'MemberExpression') return !inner.computed && isPlain(inner.object);
  return inner.type === 'Identifier' || inner.type === 'ThisExpression';
}

/** Wraps an expression, whose own text stays. */
export function around(node: TSESTree.Node, before: string, after: string): Edit[] {
  const [start, end] = node.range;
  return [{ range: [start, start], text: before }, { range: [end, end], text: after }];
}
