import type { TSESTree } from '@typescript-eslint/utils';
import { decoratorsOf, enclosingFunction, type FunctionNode, isField, isPrivateMember, methodOf, type Node } from '../source/ast.js';
import { addTo } from '../source/lists.js';
import type { SourceIndex } from '../source/source-index.js';
import type { PointsTo } from './points-to.js';
import { flowOf } from './traces.js';

/** The calls that run a function of the file, as far as they are calls of it by its own arguments. */
export function callsOf(fn: FunctionNode, flow: PointsTo): readonly TSESTree.CallExpression[] {
  const unit = flow.lowered.functions.get(fn);
  const calls = unit ? flow.callsOf(unit) : [];
  return [...new Set(calls)].filter((call): call is TSESTree.CallExpression => call.type === 'CallExpression' && !isBorrowing(call));
}

/** The functions of the file that a call or construction may run, as far as they are seen. */
export function functionsRunBy(call: Node, index: SourceIndex): readonly FunctionNode[] {
  return index.table(functionsByCall).get(call) ?? [];
}

function functionsByCall(index: SourceIndex): ReadonlyMap<Node, readonly FunctionNode[]> {
  const flow = index.table(flowOf);
  const functions = new Map<Node, FunctionNode[]>();
  for (const [fn, unit] of flow.lowered.functions) for (const call of new Set(flow.callsOf(unit))) addTo(functions, call, fn);
  return functions;
}

/** `drop.call(this, page)` */
function isBorrowing({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && /^(?:call|apply|bind)$/.test(callee.property.name);
}

/**
 * Can a function run at all: does code that is not seen have it, or is it called by the top level or by a function that can run?
 * One that only calls itself cannot.
 *
 * @param running functions that are taken to run
 */
export function isReached(fn: FunctionNode, flow: PointsTo, index: SourceIndex, running: ReadonlySet<FunctionNode | undefined>): boolean {
  if (!flow.isComplete) return true;
  const seen = new Set<FunctionNode>();
  const asked = [fn];
  for (let at = asked.pop(); at; at = asked.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (running.has(at) || isOpen(at, flow, index)) return true;
    const unit = flow.lowered.functions.get(at);
    for (const call of unit ? flow.callsOf(unit) : []) {
      const caller = enclosingFunction(call);
      if (!caller) return true;
      asked.push(caller);
    }
  }
  return false;
}

/**
 * All calls of a function.
 *
 * @returns `undefined` where something else may call it: code that is not seen, or a built-in function with arguments of its own
 */
export function allCallsOf(fn: FunctionNode, flow: PointsTo, index: SourceIndex): readonly TSESTree.CallExpression[] | undefined {
  const unit = flow.lowered.functions.get(fn);
  if (!unit || !flow.isComplete || isOpen(fn, flow, index)) return undefined;
  const calls = callsOf(fn, flow);
  return calls.length === new Set(flow.callsOf(unit)).size ? calls : undefined;
}

/** May code run a function that is not seen to call it: what escapes, or is not lowered, or in a script or component? */
function isOpen(fn: FunctionNode, flow: PointsTo, index: SourceIndex): boolean {
  const unit = flow.lowered.functions.get(fn);
  const object = unit && flow.functionOf(unit);
  if (!unit || !object || index.scriptOf(fn) || index.source.ast.sourceType !== 'module' || flow.isEscaped(object)) return true;
  const method = methodOf(fn);
  if (!method) return isField(fn.parent);
  // What is decorated is called by whoever decorates it.
  if (method.kind !== 'method' || method.computed || decoratorsOf(method).length > 0) return true;
  const owner = flow.lowered.classes.get(method.parent.parent);
  return !isPrivateMember(method) && (!owner || flow.isOpen(owner));
}
