import { type FunctionNode, type Node, outermost } from '../source/ast.js';
import { outlivingOf } from '../flow/outliving.js';
import { calleesOf } from './callees.js';
import type { Sight } from './elsewhere.js';

/** So many functions are entered. */
const MOST_FUNCTIONS = 24;

/** Is an object, where it is an argument, only asked for members by the functions that get it, and done with when they return? */
export function isOnlyLent(argument: Node, sight: Sight): boolean {
  return isLentTo(argument, sight, new Set());
}

/** @param entered the parameters that were looked at */
function isLentTo(argument: Node, sight: Sight, entered: Set<Node>): boolean {
  const at = outermost(argument);
  const call = at.parent;
  if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') return false;
  const before = call.arguments.findIndex((given) => given === at || given.type === 'SpreadElement');
  if (call.arguments[before] !== at) return false;
  const callees = calleesOf(call, sight);
  return callees.length > 0 && callees.every(({ fn, sight: there }) => {
    const parameter = fn.params[before];
    if (parameter === undefined || entered.has(parameter)) return true;
    if (parameter.type !== 'Identifier' || entered.size === MOST_FUNCTIONS) return false;
    entered.add(parameter);
    return there.index.declaredBy(fn).filter(({ identifiers }) => identifiers.includes(parameter)).every(({ references }) => references.every(({ identifier }) => isLentAt(identifier, fn, there, entered)));
  });
}

/** Is a mention of the object a read of a member, or an argument once more, in code that is done when the function is? */
function isLentAt(mention: Node, fn: FunctionNode, sight: Sight, entered: Set<Node>): boolean {
  const at = outermost(mention);
  if (outlivingOf([at], fn, sight.index) !== undefined) return false;
  return (at.parent?.type === 'MemberExpression' && at.parent.object === at) || isLentTo(at, sight, entered);
}
