import type { TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode, isField, methodOf } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import type { PointsTo } from './points-to.js';

/** The calls that run a function of the file, as far as they are calls of it by its own arguments. */
export function callsOf(fn: FunctionNode, flow: PointsTo): readonly TSESTree.CallExpression[] {
  const unit = flow.lowered.functions.get(fn);
  const calls = unit ? flow.callsOf(unit) : [];
  return [...new Set(calls)].filter((call): call is TSESTree.CallExpression => call.type === 'CallExpression' && !isBorrowing(call));
}

/** `drop.call(this, page)` */
function isBorrowing({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && /^(?:call|apply|bind)$/.test(callee.property.name);
}

/**
 * Can a function run at all: does code that is not seen have it, or is it called by the top level or by a function that can run?
 * One that only calls itself cannot.
 */
export function isReached(fn: FunctionNode, flow: PointsTo, index: SourceIndex): boolean {
  if (!flow.isComplete) return true;
  const seen = new Set<FunctionNode>();
  const asked = [fn];
  for (let at = asked.pop(); at; at = asked.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (isOpen(at, flow, index)) return true;
    const unit = flow.lowered.functions.get(at);
    for (const call of unit ? flow.callsOf(unit) : []) {
      const caller = enclosingFunction(call);
      if (!caller) return true;
      asked.push(caller);
    }
  }
  return false;
}

/** May code run a function that is not seen to call it: what is not private, or not lowered, or in a script or component? */
function isOpen(fn: FunctionNode, flow: PointsTo, index: SourceIndex): boolean {
  const unit = flow.lowered.functions.get(fn);
  const object = unit && flow.functionOf(unit);
  if (!unit || index.scriptOf(fn) || index.source.ast.sourceType !== 'module') return true;
  const method = methodOf(fn);
  if (method) return method.kind !== 'method' || (method.key.type !== 'PrivateIdentifier' && method.accessibility !== 'private') || method.computed;
  return isField(fn.parent) || !object || flow.isEscaped(object);
}
