import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, propertyName, unwrap } from '../../source/ast.js';

/** `x.deref()`, whatever `x` is. */
export function isDeref(node: Node): node is TSESTree.CallExpression {
  if (node.type !== 'CallExpression' || node.arguments.length > 0) return false;
  const callee = unwrap(node.callee);
  return callee.type === 'MemberExpression' && propertyName(callee) === 'deref';
}

/** The expression whose `deref` is called. */
export function derefReceiver(call: TSESTree.CallExpression): Node {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
}
