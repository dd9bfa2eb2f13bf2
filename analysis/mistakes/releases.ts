import type { TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, type Node, unwrap } from '../source/ast.js';
import { calledFunction, runOf, walkRun } from '../containers/weak/calls.js';
import { type Condition, conditionsAt, presenceIn } from '../containers/weak/conditions.js';
import type { WeakContext } from '../containers/weak/context.js';
import { livenessOf } from './liveness.js';
import type { Registry } from '../containers/weak/registries.js';
import type { KeyedWrite } from '../containers/weak/writes.js';

/**
 * Does a write unregister the entry that it replaces, even when that entry's target is dead?
 *
 * Only a token that outlives the target does that: the `WeakRef`, or an object kept beside it. A token that must be
 * dereferenced first, or a call that is skipped for dead targets, leaves the old cleanup pending.
 */
export function releasesOldEntry(write: KeyedWrite, registry: Registry, context: WeakContext): boolean {
  if (registry.registrations.length > 0 && registry.registrations.every(({ token, isOpaque }) => token === undefined && !isOpaque)) return false;
  const fn = runOf(write.node);
  return fn !== undefined && releasesIn(fn, registry, context, 0, new Set());
}

function releasesIn(fn: FunctionNode, registry: Registry, context: WeakContext, depth: number, seen: Set<FunctionNode>): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  let released = false;
  walkRun(fn, (node) => {
    if (released || node.type !== 'CallExpression') return;
    if (registry.unregistrations.includes(node)) {
      released = isLasting(node, fn, registry, context) && !skipsDead(node, context);
      return;
    }
    const called = depth < 3 ? calledFunction(node, context.index) : undefined;
    if (called && !skipsDead(node, context)) released = releasesIn(called, registry, context, depth + 1, seen);
  }, context.index);
  return released;
}

/** Is the token in hand whether its target lives or not, and the old entry's? */
function isLasting(call: TSESTree.CallExpression, fn: FunctionNode, registry: Registry, context: WeakContext): boolean {
  const [token] = call.arguments;
  if (!token || context.refs.isDereferenced(token)) return false;
  // The token of the new entry says nothing about the old one.
  return !registry.registrations.some((registration) => isIn(registration.call, fn) && isSameVariable(registration.target, token, context));
}

function isIn(node: Node, fn: FunctionNode): boolean {
  return fn.range[0] <= node.range[0] && node.range[1] <= fn.range[1];
}

function isSameVariable(a: Node, b: Node, context: WeakContext): boolean {
  return unwrap(a).type === unwrap(b).type && context.isSame(a, b);
}

/** Does a call run only while some target is alive? */
function skipsDead(node: Node, context: WeakContext): boolean {
  return conditionsAt(node, context.index).some((condition: Condition) => {
    const presence = presenceIn(condition);
    return presence !== undefined && !condition.either && livenessOf(presence.subject, context) === presence.present;
  });
}
