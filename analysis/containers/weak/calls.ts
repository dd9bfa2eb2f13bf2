import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, type FunctionNode, isClass, isField, isFunction, type Node, outermost, parameterTarget, propertyName, unwrap } from '../../source/ast.js';
import { runnerOf } from '../../ir/callbacks.js';
import { ownerOf } from '../../source/places.js';
import type { SourceIndex } from '../../source/source-index.js';

type Holder = ClassNode | TSESTree.ObjectExpression;

/** The function of this file that a call runs: a declaration, a method of the same object, a method of a literal. */
export function calledFunction(call: TSESTree.CallExpression, index: SourceIndex): FunctionNode | undefined {
  return functionValue(call.callee, index);
}

/** The function that an expression is: written there, named, a method, or any of them bound. */
export function functionValue(expression: Node, index: SourceIndex, depth = 0): FunctionNode | undefined {
  const node = unwrap(expression);
  if (isFunction(node)) return node;
  if (depth > 3) return undefined;
  if (node.type === 'Identifier') {
    const variable = index.variableOf(node);
    return variable && index.functionOf(variable);
  }
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee);
    return callee.type === 'MemberExpression' && propertyName(callee) === 'bind' ? functionValue(callee.object, index, depth + 1) : undefined;
  }
  if (node.type !== 'MemberExpression') return undefined;
  const name = propertyName(node);
  if (name === undefined) return undefined;
  const holder = holderOf(node.object, index);
  return holder && memberFunction(holder.node, name, holder.isStatic, index, depth);
}

/** The class or object literal whose members an object's members are. */
function holderOf(object: Node, index: SourceIndex): { node: Holder; isStatic: boolean } | undefined {
  const owner = ownerOf(object, index);
  if (owner?.kind === 'class') return { node: owner.node, isStatic: owner.isStatic };
  if (owner?.kind === 'function') {
    const literal = owner.node.parent.type === 'Property' ? owner.node.parent.parent : undefined;
    return literal?.type === 'ObjectExpression' ? { node: literal, isStatic: false } : undefined;
  }
  const inner = unwrap(object);
  if (inner.type !== 'Identifier') return undefined;
  const variable = index.variableOf(inner);
  if (!variable) return undefined;
  const cls = index.classOf(variable);
  if (cls) return { node: cls, isStatic: true };
  const value = index.constantValue(variable);
  const literal = value && literalIn(unwrap(value));
  return literal && { node: literal, isStatic: false };
}

/** `{ … }`, also as what `brand('name', { … })` or `Object.freeze({ … })` is given. */
function literalIn(value: Node): TSESTree.ObjectExpression | undefined {
  if (value.type === 'ObjectExpression') return value;
  if (value.type !== 'CallExpression') return undefined;
  const last = value.arguments.at(-1);
  const inner = last && unwrap(last);
  return inner?.type === 'ObjectExpression' ? inner : undefined;
}

function memberFunction(holder: Holder, name: string, isStatic: boolean, index: SourceIndex, depth: number): FunctionNode | undefined {
  const members: readonly Node[] = isClass(holder) ? holder.body.body : holder.properties;
  for (const member of members) {
    if (propertyName(member) !== name) continue;
    if (member.type === 'MethodDefinition' && member.static === isStatic && isFunction(member.value)) return member.value;
    if (isField(member) && member.static === isStatic && member.value) return functionValue(member.value, index, depth + 1);
    if (member.type === 'Property') return functionValue(member.value, index, depth + 1);
  }
  return undefined;
}

/** Visits what runs when a function is called: nested functions only where they are called on the spot. */
export function walkRun(fn: FunctionNode, visit: (node: Node) => void, index: SourceIndex): void {
  index.walk(visit, fn, (node) => isLeftToOthers(node, fn));
}

/** Is a node a function whose code does not run when the one around it is called? */
function isLeftToOthers(node: Node, fn: FunctionNode): boolean {
  return node !== fn && isFunction(node) && !runsAtOnce(node);
}

/** Does a run of a function come by a node of which something holds? */
export function runsInto(fn: FunctionNode, holds: (node: Node) => boolean, index: SourceIndex): boolean {
  let found = false;
  index.walk((node) => (found ||= holds(node)), fn, (node) => found || isLeftToOthers(node, fn));
  return found;
}

/** Does something hold of a node or of one below it? */
export function holdsBelow(root: Node, holds: (node: Node) => boolean, index: SourceIndex): boolean {
  let found = false;
  index.walk((node) => (found ||= holds(node)), root, () => found);
  return found;
}

/** Is a function run where it stands: called on the spot, or handed to `forEach` and its like? */
function runsAtOnce(fn: FunctionNode): boolean {
  const whole = outermost(fn);
  return (whole.parent?.type === 'CallExpression' && whole.parent.callee === whole) || runnerOf(whole) !== undefined;
}

/** The nearest function around a node whose run the node is a part of, with callbacks run on the spot looked through. */
export function runOf(node: Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at) && !runsAtOnce(at)) return at;
  return undefined;
}

/** Visits the nodes of a function without those of any function in it. */
export function walkOwn(fn: FunctionNode, visit: (node: Node) => void, index: SourceIndex): void {
  index.walk(visit, fn, (node) => node !== fn && isFunction(node));
}

/** The position of the parameter that declares a variable, with the function. */
export function parameterIndex(variable: Scope.Variable): { fn: FunctionNode; position: number } | undefined {
  const definition = variable.defs[0];
  if (definition?.type !== 'Parameter') return undefined;
  const fn = definition.node as Node;
  if (!isFunction(fn)) return undefined;
  const name = definition.name as Node;
  const position = fn.params.findIndex((param) => {
    const target = parameterTarget(param);
    return target.range[0] <= name.range[0] && name.range[1] <= target.range[1];
  });
  return position < 0 ? undefined : { fn, position };
}
