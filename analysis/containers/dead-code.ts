import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, unwrap } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import { leaves } from './key-guards.js';

/**
 * What keeps a program from ever coming to a node: a condition that is never true, or a statement before it that always leaves.
 *
 * @returns `undefined` where nothing is seen to
 */
export function neverReachedBy(node: Node, index: SourceIndex): Node | undefined {
  let child = node;
  for (let at: Node | undefined = node.parent; at && child.type !== 'FunctionDeclaration'; at = at.parent) {
    const condition = conditionOf(at, child);
    if (condition && truthOf(condition.test, index) === !condition.holds) return condition.test;
    const left = isList(at) ? index.remember(firstToLeave, at) : undefined;
    if (left && left.range[1] <= child.range[0]) return left;
    child = at;
  }
  return undefined;
}

/** The condition under which a part of a node runs. */
function conditionOf(at: Node, part: Node): { readonly test: Node; readonly holds: boolean } | undefined {
  switch (at.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return at.test === part ? undefined : { test: at.test, holds: at.consequent === part };
    case 'WhileStatement':
      return at.body === part ? { test: at.test, holds: true } : undefined;
    case 'ForStatement':
      return at.body === part && at.test ? { test: at.test, holds: true } : undefined;
    case 'LogicalExpression':
      return at.right === part && at.operator !== '??' ? { test: at.left, holds: at.operator === '&&' } : undefined;
    default:
      return undefined;
  }
}

type List = TSESTree.BlockStatement | TSESTree.Program | TSESTree.SwitchCase;

function isList(at: Node): at is List {
  return at.type === 'BlockStatement' || at.type === 'Program' || at.type === 'SwitchCase';
}

/** The first statement of a list that always leaves it. */
function firstToLeave(list: List, index: SourceIndex): Node | undefined {
  const statements: readonly Node[] = list.type === 'SwitchCase' ? list.consequent : list.body;
  return statements.find((statement) => alwaysLeaves(statement, index));
}

function alwaysLeaves(statement: Node, index: SourceIndex): boolean {
  if (statement.type !== 'IfStatement') return leaves(statement) || (statement.type === 'BlockStatement' && statement.body.some((one) => alwaysLeaves(one, index)));
  const holds = truthOf(statement.test, index);
  const branch = holds === undefined ? undefined : holds ? statement.consequent : statement.alternate;
  return branch != null && alwaysLeaves(branch, index);
}

/** Whether a condition always holds or never does; `undefined` where that is not written in the program. */
function truthOf(test: Node, index: SourceIndex): boolean | undefined {
  const node = unwrap(test);
  switch (node.type) {
    case 'Literal':
      return Boolean(node.value);
    case 'UnaryExpression': {
      const inner = node.operator === '!' ? truthOf(node.argument, index) : undefined;
      return node.operator === 'void' ? false : inner === undefined ? undefined : !inner;
    }
    case 'LogicalExpression': {
      const sides = [truthOf(node.left, index), truthOf(node.right, index)];
      if (node.operator === '&&') return sides.includes(false) ? false : sides.includes(undefined) ? undefined : true;
      return node.operator === '||' ? (sides.includes(true) ? true : sides.includes(undefined) ? undefined : false) : undefined;
    }
    case 'Identifier': {
      const variable = index.variableOf(node);
      const value = variable && index.constantValue(variable);
      if (value && unwrap(value).type !== 'Identifier') return truthOf(value, index);
      return index.isGlobal(node, 'undefined') || index.isGlobal(node, 'NaN') ? false : undefined;
    }
    default:
      return undefined;
  }
}
