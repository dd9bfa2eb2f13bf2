import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, contains, isFunction, isNothing, type Node, propertyName, unwrap } from '../source/ast.js';
import { isConditional } from './key-uses.js';
import { leaves } from './key-guards.js';
import type { SourceIndex } from '../source/source-index.js';

/** Does `later` run whenever `earlier` has run: no branch of `earlier` leaves or excludes it? */
export function inSameRun(earlier: Node, later: Node, index: SourceIndex): boolean {
  let child = earlier;
  for (let at: Node | undefined = earlier.parent; at; at = at.parent) {
    if (contains(at, later)) {
      if (at.type === 'IfStatement' || at.type === 'ConditionalExpression') return at.test === child;
      return at.type !== 'SwitchStatement';
    }
    if (at.type === 'BlockStatement' && (index.remember(lastExit, at) ?? 0) > earlier.range[0]) return false;
    child = at;
  }
  return false;
}

/** Are two places in branches of one `if` that exclude each other? */
export function areAlternatives(one: Node, other: Node): boolean {
  const common = ancestors(one).find((at) => contains(at, other));
  return common?.type === 'IfStatement' && !contains(common.test, one) && !contains(common.test, other);
}

/** Where the last statement of a block begins that always leaves it. */
function lastExit(block: TSESTree.BlockStatement): number | undefined {
  return block.body.findLast(leaves)?.range[0];
}

/**
 * Does a function that releases in the end forget to on an exit before? Not where the exit is the way that is meant to be taken, and the
 * release is what is done otherwise: `if (await connect(peer)) return true; peers.delete(peer); return false;`.
 *
 * @param exit a `return`, or a `continue` of the loop around the release
 */
export function isForgotten(exit: Node, release: Node): boolean {
  const common = ancestors(exit).find((at) => contains(at, release));
  const inside = ancestors(exit).slice(0, common ? ancestors(exit).indexOf(common) : 0);
  if (!inside.some((at, depth) => isConditional(at, inside[depth - 1] ?? exit) && at.type !== 'TryStatement')) return false;
  const [early, last] = [worthOf(exit), worthOf(endAfter(release))];
  // What only a test stands between is a release under that test.
  return early < last || (early === last && worksBetween(exit, release, common));
}

/** What a function makes of its work at an exit: it gives it up (0), has nothing to say (1), or gives something back (2). */
function worthOf(exit: Node | undefined): 0 | 1 | 2 {
  if (exit?.type === 'ThrowStatement') return 0;
  const value = exit?.type === 'ReturnStatement' && exit.argument ? unwrap(exit.argument) : undefined;
  if (!value || isNothing(value)) return 1;
  if (value.type === 'UnaryExpression' && value.operator === '-') return 0;
  if (value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && propertyName(value.callee) === 'reject') return 0;
  return value.type === 'Literal' && value.value === false ? 0 : 2;
}

/** The statement by which a function leaves after a node, in the blocks around it. */
function endAfter(node: Node): Node | undefined {
  for (const at of ancestors(node)) {
    if (isFunction(at)) return undefined;
    if (at.type === 'ReturnStatement') return at;
    const end = at.type === 'BlockStatement' ? at.body.find((statement) => statement.range[0] > node.range[0] && /^(?:Return|Throw|Continue)Statement$/.test(statement.type)) : undefined;
    if (end) return end;
  }
  return undefined;
}

/** Does a function do something else on its way past an exit to a release? */
function worksBetween(exit: Node, release: Node, common: Node | undefined): boolean {
  return [...ancestors(exit), ...ancestors(release)].some((at) => {
    const isBetween = at.type === 'BlockStatement' && (at === common || common === undefined || contains(common, at));
    return isBetween && at.body.some((statement) => statement.range[0] >= exit.range[1] && statement.range[1] <= release.range[0]);
  });
}
