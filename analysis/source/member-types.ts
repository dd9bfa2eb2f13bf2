import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, isClass, isField, type Node, propertyName } from './ast.js';
import { importsOf } from './imports.js';
import type { SourceIndex } from './source-index.js';

/** A file that explains the names in a type. */
export interface TypeScope {
  readonly index: SourceIndex;
  /** What the project shows of the names that the file imports; absent where it is not asked. */
  readonly imported: ImportedTypes | undefined;
}

/** A type as it is written, and the file that it is written in. */
export interface WrittenType extends TypeScope {
  readonly type: TSESTree.TypeNode;
}

/** Finds where another file declares a name that a file imports, where the project shows it. */
export type ImportedTypes = (name: TSESTree.EntityName) => (TypeScope & { readonly variable: Scope.Variable }) | undefined;

/** Types of types, in one file or from file to file, are followed as far as this. */
export const MOST_DEPTH = 8;

/** Types of the language whose members have the types that they have in the first argument. */
const TRANSPARENT = new Set(['Readonly', 'Required', 'NonNullable', 'Pick', 'Omit']);

/**
 * The type of a member of an annotated value, in the file that declares it.
 *
 * @param owner the type of the value
 */
export function memberType(owner: TSESTree.TypeNode, name: string, scope: TypeScope, depth = 0): WrittenType | undefined {
  if (depth > MOST_DEPTH) return undefined;
  switch (owner.type) {
    case 'TSTypeLiteral':
      return written(memberIn(owner.members, name), scope);
    case 'TSIntersectionType':
      return firstOf(owner.types, (part) => memberType(part, name, scope, depth + 1));
    case 'TSUnionType': {
      const solid = owner.types.filter(({ type }) => type !== 'TSNullKeyword' && type !== 'TSUndefinedKeyword');
      return solid.length === 1 && solid[0] ? memberType(solid[0], name, scope, depth + 1) : undefined;
    }
    case 'TSTypeReference': {
      const given = owner.typeArguments?.params ?? [];
      const [argument] = given;
      const isOfTheLanguage = owner.typeName.type === 'Identifier' && TRANSPARENT.has(owner.typeName.name) && scope.index.typesNamed(owner.typeName.name).length === 0 && !isImportedType(owner.typeName.name, scope.index);
      return isOfTheLanguage && argument ? memberType(argument, name, scope, depth + 1) : memberOfNamed(owner.typeName, given, name, scope, depth);
    }
    default:
      return undefined;
  }
}

/** The type of a member of what a name stands for, in this file or another one. */
function memberOfNamed(owner: TSESTree.EntityName, given: readonly TSESTree.TypeNode[], name: string, scope: TypeScope, depth: number): WrittenType | undefined {
  const own = owner.type === 'Identifier' ? scope.index.typesNamed(owner.name) : [];
  const there = own.length > 0 ? undefined : scope.imported?.(owner);
  const declarations = there ? there.index.typesNamed(there.variable.name) : own;
  return firstOf(declarations, (declaration) => {
    const found = memberOf(declaration, name, there ?? scope, depth + 1);
    // What a type parameter stands for is written where the type is used.
    const parameters = 'typeParameters' in declaration ? (declaration.typeParameters?.params ?? []) : [];
    const position = found?.type.type === 'TSTypeReference' && found.type.typeName.type === 'Identifier' ? namesOf(parameters).indexOf(found.type.typeName.name) : -1;
    return position < 0 ? found : written(given[position], scope);
  });
}

const namesOf = (parameters: readonly TSESTree.TSTypeParameter[]): readonly string[] => parameters.map(({ name }) => name.name);

/** The type of a member that a declaration has itself, or from what it extends. */
function memberOf(declaration: Node, name: string, scope: TypeScope, depth: number): WrittenType | undefined {
  if (depth > MOST_DEPTH) return undefined;
  if (declaration.type === 'TSTypeAliasDeclaration') return memberType(declaration.typeAnnotation, name, scope, depth);
  if (isClass(declaration)) {
    const parent = declaration.superClass;
    return written(fieldType(declaration, name), scope) ?? (parent?.type === 'Identifier' ? memberOfNamed(parent, declaration.superTypeArguments?.params ?? [], name, scope, depth) : undefined);
  }
  if (declaration.type !== 'TSInterfaceDeclaration') return undefined;
  return written(memberIn(declaration.body.body, name), scope) ?? firstOf(declaration.extends, ({ expression, typeArguments }) => (expression.type === 'Identifier' ? memberOfNamed(expression, typeArguments?.params ?? [], name, scope, depth) : undefined));
}

function written(type: TSESTree.TypeNode | undefined, { index, imported }: TypeScope): WrittenType | undefined {
  return type && { type, index, imported };
}

function firstOf<Item, Result>(items: readonly Item[], ask: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = ask(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function memberIn(members: readonly TSESTree.TypeElement[], name: string): TSESTree.TypeNode | undefined {
  for (const member of members) {
    if (member.type === 'TSPropertySignature' && propertyName(member) === name && !member.optional) return member.typeAnnotation?.typeAnnotation;
  }
  return undefined;
}

/** The annotation of a class's field or parameter property. */
export function fieldType(node: ClassNode, name: string): TSESTree.TypeNode | undefined {
  for (const member of node.body.body) {
    if (isField(member) && propertyName(member) === name) return member.optional ? undefined : member.typeAnnotation?.typeAnnotation;
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const param of member.value.params) {
      if (param.type !== 'TSParameterProperty') continue;
      const target = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
      if (target.name === name) return target.optional ? undefined : target.typeAnnotation?.typeAnnotation;
    }
  }
  return undefined;
}

/** Does a file import a name? */
export function isImportedType(name: string, index: SourceIndex): boolean {
  return index.table(importsOf).has(name);
}
