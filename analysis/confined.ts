import { enclosingFunction, type Expression, type FunctionNode, isClass, isFunction, isStatementPosition, type Node, outermost, propertyName } from './ast.js';
import { isWeakPlace } from './places.js';
import { runningFrame } from './running.js';
import type { SourceIndex } from './source-index.js';

/**
 * Is a new container held by one local variable alone, which only code of the same function names, and which that code
 * hands to nobody? Then it dies with the call, and who looks for leaks need not follow it.
 */
export function isConfined(creation: Expression, index: SourceIndex): boolean {
  const { parent: declarator } = outermost(creation);
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return false;
  const frame = enclosingFunction(declarator);
  const variable = frame && runningFrame(declarator, index) === frame ? index.variableOf(declarator.id) : undefined;
  if (!frame || !variable || isWeakPlace({ kind: 'variable', variable }, index)) return false;
  return variable.references.every(({ init, identifier }) => init === true || (isRunBy(frame, identifier) && isHeldBack(identifier)));
}

/** Is code run by a call of a function itself, not by a function or class inside it? */
function isRunBy(frame: FunctionNode, node: Node): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (isFunction(at) || isClass(at)) return at === frame;
  return false;
}

/** Is a mention of a container a use that leads nowhere: a member, a loop, a test? `set` and `add` give the container back. */
function isHeldBack(mention: Node): boolean {
  const whole = outermost(mention);
  const { parent } = whole;
  switch (parent?.type) {
    case 'MemberExpression': {
      if (parent.object !== whole) return false;
      const called = outermost(parent).parent;
      return called?.type !== 'CallExpression' || !/^(?:set|add)$/.test(propertyName(parent) ?? '') || isStatementPosition(called);
    }
    case 'ForOfStatement':
    case 'ForInStatement':
      return parent.right === whole;
    case 'SpreadElement':
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'IfStatement':
      return true;
    default:
      return false;
  }
}
