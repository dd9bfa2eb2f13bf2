import { enclosingFunction, type FunctionNode, methodOf, type Node, propertyName, unwrap } from '../source/ast.js';
import { parameterOf } from './keys.js';
import type { WriteUse } from '../flow/use.js';
import type { SourceIndex } from '../source/source-index.js';

/** Does a constructor put its own `this` in, by itself or by a helper that it hands it to? */
export function isSelfRegistration(write: WriteUse, index: SourceIndex): boolean {
  const self = selfPutIn(write, index);
  const fn = self && enclosingFunction(self);
  return fn !== undefined && (methodOf(fn)?.kind === 'constructor' || index.remember(isConstructorFunction, fn));
}

/** The `this` that a write puts in, or that a helper is handed which does so. */
export function selfPutIn(write: WriteUse, index: SourceIndex): Node | undefined {
  const key = unwrap(write.key);
  const put = key.type === 'MemberExpression' && write.value ? unwrap(write.value) : key;
  return put.type === 'ThisExpression' ? put : selfHandedIn(put, index);
}

/** The `this` that a caller hands in as the parameter that a node reads. */
function selfHandedIn(node: Node, index: SourceIndex): Node | undefined {
  const parameter = parameterOf(node, index);
  const calls = parameter && index.callsOf(parameter.fn);
  const given = calls?.map((call) => call.arguments[parameter?.position ?? -1]) ?? [];
  return given.find((argument) => argument && unwrap(argument).type === 'ThisExpression');
}

/** Is a function called by `new`, or given a prototype? */
export function isConstructorFunction(fn: FunctionNode, index: SourceIndex): boolean {
  const mentions = index.bindingOf(fn)?.references ?? [];
  return mentions.some(({ identifier: { parent }, identifier }) => {
    if (parent.type === 'NewExpression') return parent.callee === identifier;
    return parent.type === 'MemberExpression' && parent.object === identifier && propertyName(parent) === 'prototype';
  });
}
