import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, contains, type FunctionNode, isFunction, type Node, unwrap, valuesOf } from '../source/ast.js';
import { returnsOf } from '../source/returns.js';
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
    if (!fn.async || fn.generator) return false;
    for (const failure of [...failuresIn(fn, index).filter((node) => !isCaught(node, fn)), ...promisesReturned(fn, index)]) {
      // What calls itself fails no more often than the rest of it.
      const given = failure.type === 'AwaitExpression' ? unwrap(failure.argument) : failure;
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
  }, fn.body, isFunction);
  return failures;
}

/** What an asynchronous function gives back that may be a promise, whose failure is its own: no `catch` in it waits for that. */
function promisesReturned(fn: FunctionNode, index: SourceIndex): readonly Node[] {
  const returned = fn.body.type === 'BlockStatement' ? returnsOf(fn.body, index).flatMap(({ argument }) => argument ?? []) : [fn.body];
  return returned.flatMap(valuesOf).map((value) => {
    const variable = value.type === 'Identifier' ? index.variableOf(value) : undefined;
    return unwrap((variable && index.constantValue(variable)) ?? value);
  }).filter(({ type }) => /^(?:Call|New|Import|TaggedTemplate)Expression$/.test(type));
}

/** Is a place in a `try` of its function that has a `catch`? */
function isCaught(failure: Node, fn: FunctionNode): boolean {
  return ancestors(failure).some((at) => at.type === 'TryStatement' && at.handler !== null && contains(fn, at) && contains(at.block, failure));
}
