import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { contains, isClass, isField, isFunction, type Node } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * What the engine's closures keep alive.
 *
 * V8 keeps the variables of a scope that some closure needs in one context, which every closure made in that scope
 * holds, whether it needs them or not.
 */
export type Reach =
  /** The function mentions the value itself. */
  | { readonly kind: 'mentions'; readonly at: Node }
  /** Another function of the same scope does. */
  | { readonly kind: 'shares'; readonly at: Node };

/** How a function that is made at `closure` reaches a variable. */
export function reachOfVariable(closure: Node, variable: Scope.Variable): Reach | undefined {
  const scope = variable.scope.block as Node;
  if (variable.scope.type === 'module' || variable.scope.type === 'global' || !contains(scope, closure)) return undefined;
  // Cleared by hand: the context keeps the slot, no longer the object.
  if (variable.references.some((reference) => reference.isWrite() && !reference.init && isNull(reference.writeExpr))) return undefined;
  const inner = variable.references.map((reference) => reference.identifier as Node).filter((node) => !isTypeOnly(node));
  const own = inner.find((node) => contains(closure, node));
  if (own) return { kind: 'mentions', at: own };
  const shared = inner.find((node) => isCaptured(node, variable));
  return shared && { kind: 'shares', at: shared };
}

/** How a function that is made at `closure` reaches the `this` that is seen at `at`. */
export function reachOfThis(closure: Node, at: Node, index: SourceIndex): Reach | undefined {
  const frame = thisFrame(at);
  if (!frame || !contains(frame, closure) || thisFrame(closure) !== frame) return undefined;
  let own: Node | undefined;
  let shared: Node | undefined;
  index.walk((node) => {
    if ((node.type !== 'ThisExpression' && node.type !== 'Super') || thisFrame(node) !== frame) return;
    if (closure !== node && contains(closure, node) && isArrowWithin(closure)) own ??= node;
    else if (isInArrow(node, frame)) shared ??= node;
  }, frame);
  if (own) return { kind: 'mentions', at: own };
  return shared && isFunction(frame) ? { kind: 'shares', at: shared } : undefined;
}

/** The function (not an arrow), field or static block whose `this` is seen at a node. */
function thisFrame(node: Node): Node | undefined {
  let child = node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if ((isFunction(at) && at.type !== 'ArrowFunctionExpression') || at.type === 'StaticBlock') return at;
    if (isField(at) && at.value === child) return at;
    child = at;
  }
  return undefined;
}

function isArrowWithin(closure: Node): boolean {
  return closure.type === 'ArrowFunctionExpression';
}

function isInArrow(node: Node, frame: Node): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at === frame) return false;
    if (at.type === 'ArrowFunctionExpression') return true;
    if (isFunction(at) || isClass(at)) return false;
  }
  return false;
}

/** Is a variable mentioned in a function inside the one that declares it? */
function isCaptured(node: Node, variable: Scope.Variable): boolean {
  const block = variable.scope.block as Node;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at === block) return false;
    if (isFunction(at) && contains(block, at)) return true;
    if (isField(at)) return true;
  }
  return false;
}

function isNull(value: Node | null | undefined): boolean {
  return (value?.type === 'Literal' && value.raw === 'null') || (value?.type === 'Identifier' && value.name === 'undefined');
}

function isTypeOnly(node: Node): boolean {
  return /^TS(?:TypeQuery|TypeReference|QualifiedName)$/.test(node.parent?.type ?? '');
}
