import type { TSESTree } from '@typescript-eslint/utils';
import { assignmentTo, enclosingFunction, isFunction, methodCall, type Node, outermost, propertyName, unwrap, valuesOf } from '../source/ast.js';
import { functionNamed } from '../source/definitions.js';
import { importOf } from '../source/imports.js';
import { within } from '../source/lists.js';
import type { TypeScope } from '../source/member-types.js';
import { resultsOf } from '../source/returns.js';
import type { SourceIndex } from '../source/source-index.js';
import type { WriteUse } from '../flow/use.js';
import { parameterOf } from './parameters.js';
import { calledSites, type DeleteUse, type Releasing } from './release-sites.js';

/** Values that go through more names and helpers than these are not followed. */
const MOST_STEPS = 4;

/**
 * Is what is deleted taken out of a companion: a list into which the function that writes puts the keys? So the oldest goes, or any
 * other, for each that comes.
 */
export function isFromCompanion(use: DeleteUse, facts: Releasing): boolean {
  const { writes, table, index, imported } = facts;
  const scope = { index, imported };
  const keys = [use.key, ...(parameterOf(use.key, index) ? calledSites(use, facts).map(({ key }) => key) : [])];
  return keys.flatMap((key) => takenFrom(key, scope)).some((taken) => table.isCompanion(`${index.plainText(taken.list)}[${taken.at ? index.plainText(taken.at) : ''}]`, () => isFilled(taken, writes, scope)));
}

/** A list that a value is taken out of, and the index at which it stands there, where one is computed. */
interface Taken {
  readonly list: Node;
  readonly at?: Node;
}

/** The lists that a value may be taken out of: `order.shift()`, `order[0]`, an element of `order.splice(20)`, what a helper gives back of `order`. */
function takenFrom(value: Node, scope: TypeScope, depth = 0): readonly Taken[] {
  if (depth > MOST_STEPS) return [];
  const next = (from: Node): readonly Taken[] => takenFrom(from, scope, depth + 1);
  return valuesOf(value).flatMap((node) => {
    switch (node.type) {
      case 'Identifier':
        return sourcesOf(node, scope.index).flatMap(next);
      case 'MemberExpression':
        if (!node.computed) return [];
        return unwrap(node.object).type === 'CallExpression' ? next(node.object) : [node.property.type === 'Literal' ? { list: node.object } : { list: node.object, at: node.property }];
      case 'CallExpression': {
        const callee = unwrap(node.callee);
        if (callee.type === 'MemberExpression' && /^(?:shift|pop|splice|at|slice)$/.test(propertyName(callee) ?? '')) return [{ list: callee.object }];
        return takenByHelper(node, scope, depth);
      }
      default:
        return [];
    }
  });
}

/** What a name gets its values from: what it is set to, or the list whose elements a loop or callback gives it. */
function sourcesOf(name: TSESTree.Identifier, index: SourceIndex): readonly Node[] {
  const variable = index.variableOf(name);
  const definition = variable?.defs[0];
  const at = definition?.node as Node | undefined;
  if (!variable || !at) return [];
  if (at.type === 'VariableDeclarator') {
    const loop = at.parent.parent;
    if (loop.type === 'ForOfStatement' && loop.left === at.parent) return [loop.right];
    return at.init && at.id.type === 'ArrayPattern' ? [at.init] : index.valuesGivenTo(variable);
  }
  const call = isFunction(at) && definition?.type === 'Parameter' && at.params[0] === definition.name ? outermost(at).parent : undefined;
  const callee = call?.type === 'CallExpression' && call.arguments[0] === at ? unwrap(call.callee) : undefined;
  return callee?.type === 'MemberExpression' && propertyName(callee) === 'forEach' ? [callee.object] : [];
}

/** What a helper gives back of a list that it is given; where the helper is not seen, of any. */
function takenByHelper(call: TSESTree.CallExpression, scope: TypeScope, depth: number): readonly Taken[] {
  const helper = functionNamed(call.callee, scope);
  if (!helper) return isUnseen(call.callee, scope) ? call.arguments.map((list) => ({ list })) : [];
  const { node: fn, scope: there } = helper;
  return resultsOf(fn, there.index).flatMap((result) => takenFrom(result, there, depth + 1)).flatMap(({ list }) => {
    const parameter = parameterOf(list, there.index);
    const argument = parameter?.fn === fn ? call.arguments[parameter.position] : undefined;
    return argument ? [{ list: argument }] : [];
  });
}

/** Is a function imported that is not seen? It may do anything. */
function isUnseen(callee: Node, { index }: TypeScope): boolean {
  const variable = callee.type === 'Identifier' ? index.variableOf(callee) : undefined;
  return variable !== undefined && importOf(variable, index) !== undefined;
}

/** Do the functions that write put the key into a list? What is taken from an index that goes on for ever is never what came before. */
function isFilled({ list, at }: Taken, writes: readonly WriteUse[], scope: TypeScope): boolean {
  if (at && !comesAround(at, scope.index)) return false;
  const mentions = mentionsOfList(list, scope.index);
  return writes.some(({ key, node, file }) => {
    const writer = file ? undefined : enclosingFunction(node);
    return writer !== undefined && within(mentions, writer).some((mention) => puts(mention, scope.index.plainText(unwrap(key)), at, scope));
  });
}

/** The places that name a list, in source order. */
function mentionsOfList(list: Node, index: SourceIndex): readonly Node[] {
  const named = unwrap(list);
  const name = named.type === 'MemberExpression' ? propertyName(named) : undefined;
  if (name !== undefined) return index.membersNamed(name).filter((member) => index.plainText(member) === index.plainText(named));
  const variable = named.type === 'Identifier' ? index.variableOf(named) : undefined;
  return variable ? variable.references.map(({ identifier }): Node => identifier).sort((a, b) => a.range[0] - b.range[0]) : [];
}

/** Does a mention of a list put a key into it: `order.push(key)`, `ring[at] = key`, `order = [key, ...order]`, `pushBounded(order, key)`? */
function puts(mention: Node, key: string, at: Node | undefined, scope: TypeScope, depth = 0): boolean {
  const { index } = scope;
  const isKey = (node: Node | null): boolean => node !== null && index.plainText(unwrap(node)) === key;
  const list = outermost(mention);
  const called = methodCall(list);
  if (called) return !at && /^(?:push|unshift|splice)$/.test(called.name) && called.call.arguments.some(isKey);
  const { parent } = list;
  if (parent?.type === 'MemberExpression' && parent.object === list && parent.computed) {
    const assigned = assignmentTo(parent);
    return assigned !== undefined && isKey(assigned.right) && (!at || index.plainText(at) === index.plainText(parent.property));
  }
  const value = assignmentTo(list)?.right;
  if (value?.type === 'ArrayExpression') return value.elements.some(isKey);
  if (parent?.type !== 'CallExpression' || parent.callee === list) return false;
  const given = parent.arguments.findIndex(isKey);
  if (given === -1 || depth > MOST_STEPS) return false;
  const helper = functionNamed(parent.callee, scope);
  if (!helper) return isUnseen(parent.callee, scope);
  const { node: fn, scope: there } = helper;
  const listed = fn.params[parent.arguments.findIndex((argument) => argument === list)];
  const item = fn.params[given];
  const known = listed && there.index.declaredBy(fn).find(({ name }) => listed.type === 'Identifier' && name === listed.name);
  return known !== undefined && item?.type === 'Identifier' && known.references.some(({ identifier }) => puts(identifier, item.name, undefined, there, depth + 1));
}

/** Does an index come back to where it was: is it, or what it is set to, a remainder, or is it set to zero again? */
function comesAround(at: Node, index: SourceIndex, depth = 0): boolean {
  return depth <= MOST_STEPS && valuesOf(at).some((node) => {
    if (node.type === 'BinaryExpression') return /^[%&]$/.test(node.operator);
    const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
    if (variable) return index.valuesGivenTo(variable).some((value) => comesAround(value, index, depth + 1)) || index.laterWritesOf(variable).some(({ writeExpr }) => writeExpr?.type === 'Literal' && writeExpr.value === 0) || variable.references.some(({ identifier }) => stepsAround(identifier));
    const name = node.type === 'MemberExpression' ? propertyName(node) : undefined;
    return name !== undefined && index.membersNamed(name).some((member) => {
      const value = assignmentTo(member)?.right;
      return value !== undefined && (comesAround(value, index, depth + 1) || stepsAround(member));
    });
  });
}

/** `at %= 100` */
function stepsAround(place: Node): boolean {
  return assignmentTo(place)?.operator === '%=';
}
