import { enclosingFunction, type FunctionNode, methodOf, type Node, outermost, propertyName, unwrap } from '../source/ast.js';
import { parameterOf } from './parameters.js';
import type { WriteUse } from '../flow/use.js';
import { grouped } from '../source/lists.js';
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

/**
 * `const socket = new Socket(); sockets.push(socket); return socket`: the instance that a function makes, puts in and gives back, so
 * that somebody else has it and ends it.
 */
export function madePutIn({ key, node }: WriteUse, index: SourceIndex): Node | undefined {
  const item = unwrap(key);
  const writer = enclosingFunction(node);
  const variable = item.type === 'Identifier' ? index.variableOf(item) : undefined;
  const value = variable && index.constantValue(variable);
  if (!writer || !value || unwrap(value).type !== 'NewExpression' || enclosingFunction(value) !== writer) return undefined;
  return variable.references.map(({ identifier }) => identifier).find((mention) => outermost(mention).parent?.type === 'ReturnStatement' && enclosingFunction(mention) === writer);
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
  return namesOf(fn, index).some((name) => {
    const { parent } = name;
    if (parent?.type === 'NewExpression') return parent.callee === name;
    return parent?.type === 'MemberExpression' && parent.object === name && propertyName(parent) === 'prototype';
  });
}

/** Where a function is named, by whatever it is put into: `var Pool = module.exports = function () { … }`. */
function namesOf(fn: FunctionNode, index: SourceIndex): readonly Node[] {
  const binding = index.bindingOf(fn);
  const names = binding?.references.map(({ identifier }): Node => identifier) ?? [];
  for (let at = outermost(fn); at.parent?.type === 'AssignmentExpression' && at.parent.right === at; at = outermost(at.parent)) {
    const { left } = at.parent;
    if (left.type === 'MemberExpression') names.push(...(index.table(ownersOfPrototypes).get(index.plainText(left)) ?? []));
    else if (left.type === 'Identifier') names.push(...(index.variableOf(left)?.references ?? []).map(({ identifier }) => identifier));
    const declared = outermost(at.parent).parent;
    if (declared?.type === 'VariableDeclarator') names.push(...index.declaredBy(declared).flatMap(({ references }) => references.map(({ identifier }) => identifier)));
  }
  return names;
}

/** What `prototype` is read of, by its text. */
function ownersOfPrototypes(index: SourceIndex): ReadonlyMap<string, Node[]> {
  const owners = index.membersNamed('prototype').flatMap((member): Node[] => (member.type === 'MemberExpression' ? [member.object] : []));
  return grouped(owners, (owner) => index.plainText(owner));
}
