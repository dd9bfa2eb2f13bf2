import type { TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import { patternPath } from '../containers/parameters.js';
import { calledFunction, parameterIndex, walkRun } from '../containers/weak/calls.js';
import { type Condition, conditionsAt } from '../containers/weak/conditions.js';
import type { WeakContext } from '../containers/weak/context.js';

/** The arguments that the functions on the way to a node were called with. */
export type Bindings = ReadonlyMap<FunctionNode, readonly (Node | undefined)[]>;

/** An entry taken out of a container while a cleanup runs. */
export interface Removal {
  /** `map.delete(key)`, `delete cache[key]`, `Tables.remove(map, key)`. */
  readonly node: TSESTree.CallExpression | TSESTree.UnaryExpression;
  readonly container: Node;
  readonly key: Node;
  readonly bindings: Bindings;
  /** What holds where the removal runs, on the whole way from the cleanup's first line. */
  readonly conditions: readonly Condition[];
  /** The function that the removal stands in. */
  readonly fn: FunctionNode;
}

const MAX_DEPTH = 3;

/** Every removal that a cleanup runs into, through the functions of this file that it calls. */
export function removalsIn(cleanup: FunctionNode, context: WeakContext): readonly Removal[] {
  const found: Removal[] = [];
  collect(cleanup, new Map(), [], 0, context, found);
  return found;
}

function collect(fn: FunctionNode, bindings: Bindings, before: readonly Condition[], depth: number, context: WeakContext, found: Removal[]): void {
  const { index } = context;
  walkRun(fn, (node) => {
    const removed = removedBy(node, context);
    if (!removed && node.type !== 'CallExpression') return;
    const conditions = [...before, ...conditionsAt(node, index)];
    if (removed) found.push({ ...removed, bindings, conditions, fn });
    if (node.type !== 'CallExpression' || depth >= MAX_DEPTH) return;
    const called = calledFunction(node, index);
    if (!called || bindings.has(called) || called === fn) return;
    const inner = new Map(bindings).set(called, node.arguments);
    collect(called, inner, conditions, depth + 1, context, found);
  }, index);
}

function removedBy(node: Node, { index }: WeakContext): Pick<Removal, 'node' | 'container' | 'key'> | undefined {
  if (node.type === 'UnaryExpression' && node.operator === 'delete') {
    const target = unwrap(node.argument);
    if (target.type !== 'MemberExpression' || !target.computed) return undefined;
    return { node, container: target.object, key: target.property };
  }
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = propertyName(callee);
  const [first, second] = node.arguments;
  if (name === 'delete' && first && node.arguments.length === 1) {
    // A method of this file by that name is looked into instead.
    return callee.object.type !== 'Super' && calledFunction(node, index) ? undefined : { node, container: callee.object, key: first };
  }
  if ((name === 'remove' || name === 'delete') && first && second && node.arguments.length === 2) return { node, container: first, key: second };
  return undefined;
}

/** Where a value comes from: what the registry hands to the cleanup, with the members read of it, or an expression. */
export type Origin = { readonly kind: 'held'; readonly path: readonly string[] } | { readonly kind: 'expression'; readonly node: Node };

/** Follows a value through constants, parameters and patterns to where the cleanup has it from. */
export function originOf(expression: Node, cleanup: FunctionNode, bindings: Bindings, context: WeakContext, depth = 0): Origin {
  const node = unwrap(expression);
  if (depth > 8) return { kind: 'expression', node };
  if (node.type === 'MemberExpression') {
    const name = propertyName(node);
    const outer = name === undefined ? undefined : originOf(node.object, cleanup, bindings, context, depth + 1);
    return outer?.kind === 'held' && name !== undefined ? { kind: 'held', path: [...outer.path, name] } : { kind: 'expression', node };
  }
  if (node.type !== 'Identifier') return { kind: 'expression', node };
  const variable = context.index.variableOf(node);
  const definition = variable?.defs[0];
  if (!variable || !definition) return { kind: 'expression', node };
  const parameter = parameterIndex(variable);
  if (parameter) {
    const path = patternPath(parameter.fn.params[parameter.position] as Node, variable);
    if (!path) return { kind: 'expression', node };
    if (parameter.fn === cleanup) return parameter.position === 0 ? { kind: 'held', path } : { kind: 'expression', node };
    const argument = bindings.get(parameter.fn)?.[parameter.position];
    return argument ? within(originOf(argument, cleanup, bindings, context, depth + 1), path, node) : { kind: 'expression', node };
  }
  const declarator = definition.node as Node;
  if (declarator.type !== 'VariableDeclarator' || !declarator.init || isFunction(unwrap(declarator.init))) return { kind: 'expression', node };
  if (variable.references.some((reference) => reference.isWrite() && !reference.init)) return { kind: 'expression', node };
  const path = patternPath(declarator.id, variable) ?? (declarator.id.type === 'Identifier' ? [] : undefined);
  if (!path) return { kind: 'expression', node };
  const outer = originOf(declarator.init, cleanup, bindings, context, depth + 1);
  return outer.kind === 'held' ? within(outer, path, node) : { kind: 'expression', node };
}

function within(origin: Origin, path: readonly string[], node: Node): Origin {
  if (origin.kind === 'held') return { kind: 'held', path: [...origin.path, ...path] };
  return path.length === 0 ? origin : { kind: 'expression', node };
}

/** The member of an object literal that a path names; the value itself for an empty path. */
export function memberAt(value: Node, path: readonly string[], context: WeakContext): Node | undefined {
  const node = unwrap(value);
  const [name, ...rest] = path;
  if (name === undefined) return node;
  if (node.type === 'Identifier') {
    const variable = context.index.variableOf(node);
    const constant = variable && context.index.constantValue(variable);
    return constant && unwrap(constant).type === 'ObjectExpression' ? memberAt(constant, path, context) : undefined;
  }
  if (node.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties) if (property.type === 'Property' && propertyName(property) === name) return memberAt(property.value, rest, context);
  return undefined;
}
