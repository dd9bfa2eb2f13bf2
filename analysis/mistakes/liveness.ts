import { type Node, unwrap } from '../source/ast.js';
import { calledFunction, functionValue, runsInto } from '../containers/weak/calls.js';
import { type Condition, identityIn, presenceIn } from '../containers/weak/conditions.js';
import type { WeakContext } from '../containers/weak/context.js';
import { isDeref } from '../containers/weak/derefs.js';
import type { Removal } from './removals.js';

/** What the checks around a removal are worth: they let only dead entries through, only live ones, or tell nothing. */
export type Guarding = 'right' | 'wrong' | 'none';

const TESTS_DEATH = /dead|expired|stale|collected|gone|cleared|released|disposed|finali[sz]ed|empty/i;

/** Judges the conditions on the way to a removal. */
export function judgeGuards(removal: Removal, context: WeakContext): Guarding {
  const verdicts = removal.conditions.map((condition) => judgeCondition(condition, removal, context));
  if (verdicts.includes('right')) return 'right';
  return verdicts.includes('wrong') ? 'wrong' : 'none';
}

function judgeCondition(condition: Condition, removal: Removal, context: WeakContext): Guarding {
  const presence = presenceIn(condition);
  if (presence) {
    const alive = livenessOf(presence.subject, context);
    if (alive !== undefined) return presence.present === alive ? (condition.either ? 'none' : 'wrong') : 'right';
    return 'none';
  }
  const identity = identityIn(condition);
  if (identity) {
    if (!identity.sides.some((side) => readsEntry(side, removal, context))) {
      // A comparison with a count or a version that the code keeps by itself is trusted.
      return identity.sides.some((side) => countsUses(side)) ? 'right' : 'none';
    }
    return identity.same ? 'right' : condition.either ? 'none' : 'wrong';
  }
  return countsUses(condition.test) ? 'right' : 'none';
}

/** Does the presence of a value mean that a target is alive (`true`), that one is dead (`false`), or neither? */
export function livenessOf(subject: Node, context: WeakContext): boolean | undefined {
  const node = unwrap(subject);
  if (context.refs.isDereferenced(node)) return true;
  if (node.type === 'MemberExpression') return context.refs.isDereferenced(node.object) ? true : undefined;
  if (node.type !== 'CallExpression') return undefined;
  const fn = calledFunction(node, context.index) ?? functionValue(node.callee, context.index);
  if (!fn) return undefined;
  return runsInto(fn, isDeref, context.index) ? !TESTS_DEATH.test(context.index.text(node.callee)) : undefined;
}

/** Does an expression read what the container holds under the removed key? */
function readsEntry(side: Node, removal: Removal, context: WeakContext, depth = 0): boolean {
  const node = unwrap(side);
  const container = context.containerKey(removal.container);
  if (depth > 4) return false;
  switch (node.type) {
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      if (callee.type !== 'MemberExpression') return false;
      return context.isSame(callee.object, removal.container) || (container !== undefined && context.containerKey(callee.object) === container) || readsEntry(callee.object, removal, context, depth + 1);
    }
    case 'MemberExpression':
      if (node.computed && context.isSame(node.object, removal.container)) return true;
      return readsEntry(node.object, removal, context, depth + 1);
    case 'Identifier': {
      const variable = context.index.variableOf(node);
      const value = variable && context.index.constantValue(variable);
      return value !== undefined && readsEntry(value, removal, context, depth + 1);
    }
    default:
      return false;
  }
}

/** `--count`, `refs.size`, `entry.generation`: bookkeeping that tells whether anyone is left. */
function countsUses(side: Node): boolean {
  const node = unwrap(side);
  if (node.type === 'UpdateExpression') return true;
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier') return /^(?:size|length)$|count|refs?$|version|generation|epoch/i.test(node.property.name);
  if (node.type === 'BinaryExpression') return countsUses(node.left) || countsUses(node.right);
  return node.type === 'Identifier' && /count|version|generation|epoch/i.test(node.name);
}
