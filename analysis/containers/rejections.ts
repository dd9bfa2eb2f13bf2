import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, contains, type FunctionNode, isFunction, type Node, unwrap } from '../source/ast.js';
import { functionsRunBy } from '../flow/index.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * Is a promise one that never rejects: made without a `reject`, or given by functions of the file that catch whatever they wait for?
 * As for [paths](paths.ts), only `throw` and `await` count as what may fail.
 */
export function neverRejects(awaited: Node, index: SourceIndex): boolean {
  const variable = awaited.type === 'Identifier' ? index.variableOf(awaited) : undefined;
  const made = unwrap((variable && index.constantValue(variable)) ?? awaited);
  switch (made.type) {
    case 'NewExpression':
      return index.isGlobal(made.callee, 'Promise') && resolvesOnly(made.arguments[0], index);
    case 'CallExpression':
      return index.remember(catchesAll, made);
    default:
      return false;
  }
}

/** `(resolve) => setTimeout(resolve, 100)`: what is given no `reject`, and throws nothing, always comes. */
function resolvesOnly(executor: Node | undefined, index: SourceIndex): boolean {
  if (!isFunction(executor) || executor.params.length > 1 || executor.params[0]?.type === 'RestElement') return false;
  return failuresIn(executor, index).length === 0;
}

/** Is a call one of asynchronous functions of the file, in which all that may fail has a `catch` around it? */
function catchesAll(call: TSESTree.CallExpression, index: SourceIndex): boolean {
  const asked = new Set<FunctionNode>();
  const open = [...ownFunctionsOf(call, index)];
  if (open.length === 0) return false;
  for (let fn = open.pop(); fn; fn = open.pop()) {
    if (asked.has(fn)) continue;
    asked.add(fn);
    for (const failure of fn.async && !fn.generator ? failuresIn(fn, index) : [fn]) {
      if (isCaught(failure, fn)) continue;
      // What calls itself fails no more often than the rest of it.
      const given = (failure.type === 'AwaitExpression' || failure.type === 'ReturnStatement') && failure.argument ? unwrap(failure.argument) : failure;
      const callees = given.type === 'CallExpression' ? ownFunctionsOf(given, index) : [];
      if (callees.length === 0) return false;
      open.push(...callees);
    }
  }
  return true;
}

/** The functions that a call of a name, or of a method of `this`, runs: another object may have a method of its own. */
function ownFunctionsOf(call: TSESTree.CallExpression, index: SourceIndex): readonly FunctionNode[] {
  const callee = unwrap(call.callee);
  return callee.type === 'Identifier' || (callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression') ? functionsRunBy(call, index) : [];
}

/** What makes a function fail, in itself. */
function failuresIn(fn: FunctionNode, index: SourceIndex): readonly Node[] {
  const failures: Node[] = [];
  index.walk((node) => {
    if (node.type === 'ThrowStatement' || node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) failures.push(node);
    if (node.type === 'ReturnStatement' && fn.async && node.argument && /^(?:Call|New|Import)Expression$/.test(unwrap(node.argument).type)) failures.push(node);
  }, fn.body, isFunction);
  return failures;
}

/** Is a place in a `try` of its function that has a `catch`? The promise that is returned there is not waited for. */
function isCaught(failure: Node, fn: FunctionNode): boolean {
  return failure.type !== 'ReturnStatement' && ancestors(failure).some((at) => at.type === 'TryStatement' && at.handler !== null && contains(fn, at) && contains(at.block, failure));
}
