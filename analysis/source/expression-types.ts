import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type Node, propertyName, unwrap } from './ast.js';
import { classNamed, functionNamed } from './definitions.js';
import { memberOfClass, memberType, MOST_DEPTH, type TypeScope, type WrittenType } from './member-types.js';
import { ownerOf } from './places.js';
import type { SourceIndex } from './source-index.js';

/** The type that is written for the value of an expression, in its file or in one that it imports from. */
export function typeOfExpression(expression: Node, scope: TypeScope, depth = 0): WrittenType | undefined {
  const node = unwrap(expression);
  if (depth > MOST_DEPTH) return undefined;
  switch (node.type) {
    case 'Identifier': {
      const variable = scope.index.variableOf(node);
      return variable && (typeOfVariable(variable, scope) ?? typeOfConstant(variable, scope, depth));
    }
    case 'MemberExpression': {
      const name = propertyName(node);
      return name === undefined ? undefined : typeOfMember(node.object, name, scope, 'read', depth);
    }
    case 'CallExpression':
      return typeOfCall(node, scope, depth);
    default:
      return undefined;
  }
}

/** The annotation of a variable or parameter, also through a destructured parameter's type, as far as its own file tells. */
export function annotationOf(variable: Scope.Variable, index: SourceIndex): TSESTree.TypeNode | undefined {
  return typeOfVariable(variable, { index, imported: undefined })?.type;
}

/** The type that is written for a variable, also by that of a pattern which names it. */
export function typeOfVariable(variable: Scope.Variable, scope: TypeScope): WrittenType | undefined {
  const name = variable.defs[0]?.name as TSESTree.Identifier | undefined;
  if (name?.type !== 'Identifier') return undefined;
  if (name.typeAnnotation) {
    const rest = name.parent.type === 'RestElement';
    return rest ? undefined : { ...scope, type: name.typeAnnotation.typeAnnotation };
  }
  const property = name.parent.type === 'AssignmentPattern' ? name.parent.parent : name.parent;
  if (property.type !== 'Property' || property.parent.type !== 'ObjectPattern' || !property.parent.typeAnnotation) return undefined;
  const member = propertyName(property);
  return member === undefined ? undefined : memberType(property.parent.typeAnnotation.typeAnnotation, member, scope);
}

/** The type of the object whose members a pattern names. */
export function typeOfPattern(pattern: TSESTree.ObjectPattern, scope: TypeScope, depth = 0): WrittenType | undefined {
  if (pattern.typeAnnotation) return { ...scope, type: pattern.typeAnnotation.typeAnnotation };
  const { parent } = pattern as Node;
  if (parent?.type === 'VariableDeclarator') return parent.init ? typeOfExpression(parent.init, scope, depth + 1) : undefined;
  const name = parent?.type === 'Property' && parent.parent.type === 'ObjectPattern' ? propertyName(parent) : undefined;
  const outer = name === undefined ? undefined : typeOfPattern(parent?.parent as TSESTree.ObjectPattern, scope, depth + 1);
  return outer && name !== undefined ? memberType(outer.type, name, outer) : undefined;
}

function typeOfConstant(variable: Scope.Variable, scope: TypeScope, depth: number): WrittenType | undefined {
  const value = scope.index.constantValue(variable);
  if (value) return typeOfExpression(value, scope, depth + 1);
  const property = (variable.defs[0]?.name as Node | undefined)?.parent;
  const name = property?.type === 'Property' && property.parent.type === 'ObjectPattern' && scope.index.laterWritesOf(variable).length === 0 ? propertyName(property) : undefined;
  const owner = name === undefined ? undefined : typeOfPattern(property?.parent as TSESTree.ObjectPattern, scope, depth + 1);
  return owner && name !== undefined ? memberType(owner.type, name, owner) : undefined;
}

function typeOfMember(object: Node, name: string, scope: TypeScope, ask: 'read' | 'call', depth: number): WrittenType | undefined {
  const owner = ownerOf(object, scope.index);
  if (owner?.kind === 'class') return memberOfClass(owner.node, name, owner.isStatic, scope, ask);
  const outer = typeOfExpression(object, scope, depth + 1);
  if (outer) return memberType(outer.type, name, outer, ask);
  const holder = classNamed(unwrap(object), scope);
  return holder && memberOfClass(holder.node, name, true, holder.scope, ask);
}

/** What the type of a function says that it gives back. */
function typeOfCall({ callee }: TSESTree.CallExpression, scope: TypeScope, depth: number): WrittenType | undefined {
  const called = unwrap(callee);
  if (called.type === 'MemberExpression') {
    const name = propertyName(called);
    return name === undefined ? undefined : typeOfMember(called.object, name, scope, 'call', depth);
  }
  const helper = functionNamed(called, scope);
  return helper?.node.returnType && !helper.node.async ? { ...helper.scope, type: helper.node.returnType.typeAnnotation } : undefined;
}
