import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { type ClassNode, type FunctionNode, isClass, isField, type Node, propertyName } from './ast.js';
import { importsOf } from './imports.js';
import type { SourceIndex } from './source-index.js';
import type { TypeDeclaration } from './tables.js';

/** A file that explains the names in a type. */
export interface TypeScope {
  readonly index: SourceIndex;
  /** What the project shows of the names that the file imports; absent where it is not asked. */
  readonly imported: ImportedNames | undefined;
}

/** A type as it is written, and the file that it is written in. */
export interface WrittenType extends TypeScope {
  readonly type: TSESTree.TypeNode;
}

/** How a member is asked for: as it always is, as it is where it is `present`, or for what a call of it gives back. */
export type Ask = 'read' | 'present' | 'call';

/** What a name stands for that a file imports, in the file that declares it. */
export interface ImportedDefinition extends TypeScope {
  /** Absent where a function or class is exported without a name. */
  readonly variable: Scope.Variable | undefined;
  /** The function or class that the name stands for. */
  readonly node: FunctionNode | ClassNode | undefined;
}

/** Finds where another file declares a name that a file imports, where the project shows it. */
export type ImportedNames = (name: Node) => ImportedDefinition | undefined;

/** Types of types, in one file or from file to file, are followed as far as this. */
export const MOST_DEPTH = 8;

/** Types of the language whose members have the types that they have in the first argument. */
const TRANSPARENT = new Set(['Readonly', 'Required', 'NonNullable', 'Pick', 'Omit']);

/**
 * The type of a member of an annotated value, in the file that declares it.
 *
 * @param owner the type of the value
 */
export function memberType(owner: TSESTree.TypeNode, name: string, scope: TypeScope, ask: Ask = 'read', depth = 0): WrittenType | undefined {
  if (depth > MOST_DEPTH) return undefined;
  switch (owner.type) {
    case 'TSTypeLiteral':
      return written(memberIn(owner.members, name, ask), scope);
    case 'TSIntersectionType':
      return firstOf(owner.types, (part) => memberType(part, name, scope, ask, depth + 1));
    case 'TSUnionType': {
      const solid = owner.types.filter(({ type }) => type !== 'TSNullKeyword' && type !== 'TSUndefinedKeyword');
      return solid.length === 1 && solid[0] ? memberType(solid[0], name, scope, ask, depth + 1) : undefined;
    }
    case 'TSTypeReference': {
      const inner = transparentArgument(owner, scope.index);
      return inner ? memberType(inner, name, scope, ask, depth + 1) : memberOfNamed(owner.typeName, owner.typeArguments?.params ?? [], name, scope, ask, depth);
    }
    default:
      return undefined;
  }
}

/** `Page` of `Readonly<Page>`. */
export function transparentArgument({ typeName, typeArguments }: TSESTree.TSTypeReference, index: SourceIndex): TSESTree.TypeNode | undefined {
  const isOfTheLanguage = typeName.type === 'Identifier' && TRANSPARENT.has(typeName.name) && index.typesNamed(typeName.name).length === 0 && !isImportedType(typeName.name, index);
  return isOfTheLanguage ? typeArguments?.params[0] : undefined;
}

/** The declarations of the types that a name stands for, and their file. */
export function declarationsOf(name: TSESTree.EntityName, scope: TypeScope): { readonly declarations: readonly TypeDeclaration[]; readonly scope: TypeScope } {
  const own = name.type === 'Identifier' ? scope.index.typesNamed(name.name) : [];
  const there = own.length > 0 ? undefined : scope.imported?.(name);
  return there ? { declarations: typesOf(there), scope: there } : { declarations: own, scope };
}

/** The types that an imported name stands for. */
export function typesOf({ variable, node, index }: ImportedDefinition): readonly TypeDeclaration[] {
  if (variable) return index.typesNamed(variable.name);
  return node && isClass(node) ? [node] : [];
}

/** The type of a member of what a name stands for, in this file or another one. */
function memberOfNamed(owner: TSESTree.EntityName, given: readonly TSESTree.TypeNode[], name: string, scope: TypeScope, ask: Ask = 'read', depth = 0): WrittenType | undefined {
  const there = declarationsOf(owner, scope);
  return firstOf(there.declarations, (declaration) => {
    const found = memberOf(declaration, name, there.scope, ask, depth + 1);
    // What a type parameter stands for is written where the type is used.
    const parameters = 'typeParameters' in declaration ? (declaration.typeParameters?.params ?? []) : [];
    const named = found?.type.type === 'TSTypeReference' && found.type.typeName.type === 'Identifier' ? found.type.typeName.name : undefined;
    const position = parameters.findIndex((parameter) => parameter.name.name === named);
    return position < 0 ? found : written(given[position], scope);
  });
}

/** The type of a member that a declaration has itself, or from what it extends. */
function memberOf(declaration: Node, name: string, scope: TypeScope, ask: Ask, depth: number): WrittenType | undefined {
  if (depth > MOST_DEPTH) return undefined;
  if (declaration.type === 'TSTypeAliasDeclaration') return memberType(declaration.typeAnnotation, name, scope, ask, depth);
  if (isClass(declaration)) return memberOfClass(declaration, name, false, scope, ask, depth);
  if (declaration.type !== 'TSInterfaceDeclaration') return undefined;
  const own = written(memberIn(declaration.body.body, name, ask), scope);
  return own ?? firstOf(declaration.extends, ({ expression, typeArguments }) => (expression.type === 'Identifier' ? memberOfNamed(expression, typeArguments?.params ?? [], name, scope, ask, depth) : undefined));
}

/** The type of a member of a class, or of one that it extends. */
export function memberOfClass(owner: ClassNode, name: string, isStatic: boolean, scope: TypeScope, ask: Ask = 'read', depth = 0): WrittenType | undefined {
  const own = ask === 'call' ? resultOfMethod(owner, name, isStatic, 'method') : (fieldType(owner, name, isStatic, ask) ?? resultOfMethod(owner, name, isStatic, 'get'));
  const parent = owner.superClass;
  return written(own, scope) ?? (parent?.type === 'Identifier' && !isStatic ? memberOfNamed(parent, owner.superTypeArguments?.params ?? [], name, scope, ask, depth) : undefined);
}

function resultOfMethod(owner: ClassNode, name: string, isStatic: boolean, kind: 'get' | 'method'): TSESTree.TypeNode | undefined {
  return firstOf(owner.body.body, (member) => (member.type === 'MethodDefinition' && member.kind === kind && member.static === isStatic && propertyName(member) === name ? member.value.returnType?.typeAnnotation : undefined));
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

function memberIn(members: readonly TSESTree.TypeElement[], name: string, ask: Ask): TSESTree.TypeNode | undefined {
  return firstOf(members, (member) => {
    if (member.type === 'TSMethodSignature') return ask === 'call' && member.kind === 'method' && propertyName(member) === name ? member.returnType?.typeAnnotation : undefined;
    if (member.type !== 'TSPropertySignature' || propertyName(member) !== name || (member.optional && ask !== 'present')) return undefined;
    const type = member.typeAnnotation?.typeAnnotation;
    if (ask !== 'call') return type;
    return type?.type === 'TSFunctionType' ? type.returnType?.typeAnnotation : undefined;
  });
}

/** The annotation of a class's field or parameter property. */
function fieldType(node: ClassNode, name: string, isStatic: boolean, ask: Ask): TSESTree.TypeNode | undefined {
  for (const member of node.body.body) {
    if (isField(member) && member.static === isStatic && propertyName(member) === name) return member.optional && ask !== 'present' ? undefined : member.typeAnnotation?.typeAnnotation;
    if (isStatic || member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const param of member.value.params) {
      if (param.type !== 'TSParameterProperty') continue;
      const target = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
      if (target.name === name) return target.optional && ask !== 'present' ? undefined : target.typeAnnotation?.typeAnnotation;
    }
  }
  return undefined;
}

/** Does a file import a name? */
export function isImportedType(name: string, index: SourceIndex): boolean {
  return index.table(importsOf).has(name);
}
