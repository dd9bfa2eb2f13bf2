import { type ClassNode, type FunctionNode, isClass, isFunction, type Node } from './ast.js';
import type { TypeScope } from './member-types.js';

/** A function or class, in the file that it stands in. */
export interface Definition<Kind extends FunctionNode | ClassNode> {
  readonly node: Kind;
  readonly scope: TypeScope;
}

/** `idOf`, `ids.idOf`: the function that a name stands for, of its own file or of one that it is imported from. */
export function functionNamed(name: Node, scope: TypeScope): Definition<FunctionNode> | undefined {
  const variable = name.type === 'Identifier' ? scope.index.variableOf(name) : undefined;
  const own = variable && scope.index.functionOf(variable);
  if (own) return { node: own, scope };
  const there = scope.imported?.(name);
  return there?.node && isFunction(there.node) ? { node: there.node, scope: there } : undefined;
}

/** The class that a name stands for, in an expression or a type. */
export function classNamed(name: Node, scope: TypeScope): Definition<ClassNode> | undefined {
  const variable = name.type === 'Identifier' ? scope.index.variableNamed(name.name, name) : undefined;
  const own = variable && scope.index.classOf(variable);
  if (own) return { node: own, scope };
  const there = scope.imported?.(name);
  return there?.node && isClass(there.node) ? { node: there.node, scope: there } : undefined;
}
