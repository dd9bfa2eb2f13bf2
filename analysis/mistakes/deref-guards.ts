import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { contains, enclosingFunction, isFunction, type Node, outermost, unwrap } from '../source/ast.js';
import { alwaysBefore } from '../containers/key-uses.js';
import { leaves } from '../containers/key-guards.js';
import { holdsBelow, runOf } from '../containers/weak/calls.js';
import { conditionsAt, presenceIn } from '../containers/weak/conditions.js';
import type { WeakContext } from '../containers/weak/context.js';
import { livenessOf } from './liveness.js';
import { derefReceiver, isDeref } from '../containers/weak/derefs.js';

/** A check of the same reference holds where it is dereferenced again; `stale` where the job ended in between. */
export function isChecked(call: TSESTree.CallExpression, context: WeakContext): 'checked' | 'stale' | undefined {
  const receiver = derefReceiver(call);
  let stale = false;
  for (const condition of conditionsAt(call, context.index)) {
    const checks = mentionsDeref(condition.test, receiver, context);
    if (!checks) continue;
    const presence = presenceIn(condition);
    // `a.deref() === b`: whatever it is compared with, it was looked at.
    if (presence && !presence.present && !condition.either) continue;
    if (!suspendsBetween(condition.test, call, context)) return 'checked';
    stale = true;
  }
  if (isRepaired(call, receiver, context)) return 'checked';
  return stale ? 'stale' : undefined;
}

/** Does a test look at the target of the same reference, or ask a function of this file that does? */
function mentionsDeref(test: Node, receiver: Node, context: WeakContext, depth = 0): boolean {
  let found = false;
  context.index.walk((node) => {
    if (found) return;
    if (node.type === 'CallExpression') found = isDeref(node) ? context.isSame(derefReceiver(node), receiver) : asksForIt(node, receiver, context);
    else if (node.type === 'Identifier' && depth < 2) {
      const variable = context.index.variableOf(node);
      const value = variable && context.index.constantValue(variable);
      if (value && variable.defs[0]?.type === 'Variable' && !contains(value, test)) found = mentionsDeref(value, receiver, context, depth + 1);
    }
  }, test);
  return found;
}

/** `isAlive(ref)`, `this.has(key)` where the reference is `this.map.get(key)`. */
function asksForIt(call: TSESTree.CallExpression, receiver: Node, context: WeakContext): boolean {
  const takesIt = call.arguments.some((argument) => context.isSame(argument, receiver));
  if (takesIt) return true;
  if (livenessOf(call, context) === undefined) return false;
  const [key] = call.arguments;
  const inner = unwrap(receiver);
  return key === undefined || (inner.type === 'CallExpression' && inner.arguments.some((argument) => context.isSame(argument, key)));
}

/** Before: a test of the same target whose branch leaves or puts a new reference in its place. */
function isRepaired(call: Node, receiver: Node, context: WeakContext): boolean {
  let child = call;
  for (let at: Node | undefined = call.parent; at; at = at.parent) {
    if (isFunction(at)) return false;
    if (at.type === 'BlockStatement' || at.type === 'Program') {
      for (const statement of at.body) {
        if (statement === child) break;
        if (statement.type !== 'IfStatement' || !mentionsDeref(statement.test, receiver, context)) continue;
        if ((leaves(statement.consequent) || assigns(statement.consequent, receiver, context)) && !suspendsBetween(statement, call, context)) return true;
      }
    }
    child = at;
  }
  return false;
}

function assigns(branch: Node, receiver: Node, context: WeakContext): boolean {
  let found = false;
  context.index.walk((node) => {
    if (node.type === 'AssignmentExpression' && context.isSame(node.left, receiver)) found = true;
    if (node.type === 'CallExpression' && node.arguments.length === 2 && node.callee.type === 'MemberExpression') {
      const inner = unwrap(receiver);
      found ||= inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && context.isSame(inner.callee.object, node.callee.object);
    }
  }, branch);
  return found;
}

/** Can other jobs run between two places of one function? */
function suspendsBetween(first: Node, second: Node, { index }: WeakContext): boolean {
  const fn = enclosingFunction(second);
  if (fn !== enclosingFunction(first)) return false;
  let suspends = false;
  index.walk((node) => {
    if (node.type !== 'AwaitExpression' && node.type !== 'YieldExpression' && !(node.type === 'ForOfStatement' && node.await)) return;
    if (enclosingFunction(node) !== fn || contains(node, second)) return;
    suspends ||= node.range[0] >= first.range[0] && node.range[1] <= second.range[0];
  }, fn ?? index.source.ast);
  return suspends;
}

/** The reference was made in the same job, which keeps its target until the job ends. */
export function isJustMade(call: TSESTree.CallExpression, context: WeakContext): boolean {
  const receiver = derefReceiver(call);
  if (receiver.type === 'NewExpression') return true;
  const { index } = context;
  const fn = runOf(call);
  let made = false;
  index.walk((node) => {
    if (made || node.type !== 'NewExpression' || context.tools.named(node.callee) !== 'WeakRef') return;
    const whole = outermost(node);
    const parent = whole.parent;
    const target = parent?.type === 'AssignmentExpression' && parent.right === whole ? parent.left : parent?.type === 'VariableDeclarator' ? parent.id : undefined;
    if (!target || !context.isSame(target, receiver) || runOf(node) !== fn) return;
    made = alwaysBefore(node, call) && !suspendsBetween(node, call, context);
  }, fn ?? index.source.ast);
  return made;
}

/** The target is a binding that lives on: of the module, or used again later in the same function. */
export function isKeptAlive(call: TSESTree.CallExpression, context: WeakContext): boolean {
  const receiver = derefReceiver(call);
  if (receiver.type !== 'Identifier') return false;
  const { index } = context;
  const variable = index.variableOf(receiver);
  const made = variable && index.constantValue(variable);
  const creation = made && unwrap(made);
  if (creation?.type !== 'NewExpression' || context.tools.named(creation.callee) !== 'WeakRef') return false;
  const target = creation.arguments[0] && unwrap(creation.arguments[0]);
  if (target?.type !== 'Identifier') return false;
  const held = index.variableOf(target);
  if (!held) return true;
  const isStable = !held.references.some((reference) => reference.isWrite() && !reference.init);
  if (isStable && (held.scope.type === 'module' || held.scope.type === 'global')) return true;
  return isStable && enclosingFunction(call) === enclosingFunction(creation) && held.references.some((reference) => reference.identifier.range[0] > call.range[1]);
}

/** Does a check of a variable hold at one of its uses? */
export function isCheckedVariable(use: Node, variable: Scope.Variable, context: WeakContext): boolean {
  const { index } = context;
  const isIt = (node: Node): boolean => node.type === 'Identifier' && index.variableOf(node) === variable;
  const mentions = (node: Node): boolean => holdsBelow(node, isIt, index);
  for (let at: Node | undefined = use; at; ) {
    for (const condition of conditionsAt(at, index)) {
      const presence = presenceIn(condition);
      if (presence && isIt(unwrap(presence.subject)) ? presence.present || condition.either : mentions(condition.test)) return true;
    }
    // A check around the function that the use is in holds for a constant.
    at = enclosingFunction(at);
  }
  return variable.references.some((reference) => {
    const node = reference.identifier as Node;
    if (node.range[0] >= use.range[0]) return false;
    const at = outermost(node);
    const parent = at.parent;
    if (reference.isWrite() && !reference.init) return true;
    if (parent?.type !== 'CallExpression' || parent.callee === at) return isRepairedBy(node, use);
    return /\b(?:assert\w*|invariant|expect|ok|check\w*|ensure\w*|must\w*)\b/i.test(index.text(parent.callee));
  });
}

/** `if (!x) { …leaves }` with more in the branch than the exit is an exit, too; so is a `switch` or a loop that tests it. */
function isRepairedBy(node: Node, use: Node): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (isFunction(at) || contains(at, use)) return false;
    if (at.type === 'IfStatement' && contains(at.test, node)) return leaves(at.consequent);
  }
  return false;
}
