// What a type that is written excludes: one recursion over the syntax of types, and the scopes that their names are in.
import type { TSESTree } from '@typescript-eslint/utils';
import { type ClassNode, isClass, isStatementList, type Node, propertyName } from '../source/ast.js';
import { readCheckerType } from '../source/checker.js';
import type { SourceIndex } from '../source/source-index.js';
import { BRAND, OBJECT_TYPE_PATTERN, OBJECT_TYPES, PRIMITIVE_MEMBERS } from '../source/type-syntax.js';

type TypeNode = TSESTree.TypeNode;
type Declaration = ClassNode | TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeAliasDeclaration | TSESTree.TSEnumDeclaration;

/** What a type's name means at the place where it stands. */
type Meaning =
  | { readonly kind: 'declared'; readonly nodes: readonly Declaration[] }
  | { readonly kind: 'parameter'; readonly node: TSESTree.TSTypeParameter }
  /** Imported, inferred, or declared in a way that is not followed. */
  | { readonly kind: 'opaque' }
  /** Declared by no scope around it: a type of the standard library. */
  | { readonly kind: 'global' };

const OPAQUE: Meaning = { kind: 'opaque' };

/** A written type with what the type parameters in it stand for. */
export interface Written {
  readonly node: TypeNode;
  readonly bindings?: ReadonlyMap<TSESTree.TSTypeParameter, Written> | undefined;
}

const MOST_DEPTH = 8;

/** Types of objects that are declared without a member, so that a number is one. */
const EMPTY_TYPES = new Set(['WebGLBuffer', 'WebGLFramebuffer', 'WebGLProgram', 'WebGLQuery', 'WebGLRenderbuffer', 'WebGLSampler', 'WebGLShader', 'WebGLSync', 'WebGLTexture', 'WebGLTransformFeedback', 'WebGLVertexArrayObject']);

/**
 * Does a written type exclude primitives, `null` and `undefined`? Names are looked up in their scope; a type that is
 * structural excludes them only by a required member that no primitive has.
 *
 * @returns whether it does for certain, as far as this file shows.
 */
export function excludesPrimitives(type: Written, index: SourceIndex, depth = 0): boolean {
  return excludesAsWritten(type, index, depth) || (depth === 0 && type.bindings === undefined && excludesAsChecked(type.node, index));
}

/** What the checker says of a written type, where there is one: it knows what this file imports. */
function excludesAsChecked(node: TypeNode, index: SourceIndex): boolean {
  const fact = readCheckerType(node, index.source.parserServices);
  return fact?.sort === 'object' && !fact.nullable && !fact.unsure;
}

function excludesAsWritten(type: Written, index: SourceIndex, depth: number): boolean {
  const { node, bindings } = type;
  const inner = (part: TypeNode): boolean => excludesPrimitives({ node: part, bindings }, index, depth + 1);
  if (depth > MOST_DEPTH) return false;
  switch (node.type) {
    case 'TSObjectKeyword':
    case 'TSFunctionType':
    case 'TSArrayType':
    case 'TSTupleType':
      return true;
    case 'TSTypeOperator':
      return node.operator === 'readonly' && node.typeAnnotation !== undefined && inner(node.typeAnnotation);
    case 'TSTypeLiteral':
      return node.members.some((member) => isDistinctive(member, index));
    case 'TSUnionType':
      return node.types.every(inner);
    case 'TSIntersectionType':
      return node.types.some(inner) && !node.types.some((part) => mayBePrimitive(part, index));
    case 'TSThisType': {
      const owner = classAround(node);
      return owner !== undefined && classExcludes(owner, index, depth);
    }
    case 'TSTypeReference':
      return node.typeName.type === 'Identifier' && referenceExcludes(node, node.typeName, type, index, depth);
    default:
      return false;
  }
}

/** The same for a type that may also be `null` or `undefined`: without those, does it exclude primitives? */
export function excludesPrimitivesButNothing(type: Written, index: SourceIndex): boolean {
  const { node, bindings } = type;
  if (node.type !== 'TSUnionType') return excludesPrimitives(type, index);
  const solid = node.types.filter(({ type: kind }) => kind !== 'TSNullKeyword' && kind !== 'TSUndefinedKeyword');
  return solid.length > 0 && solid.every((member) => excludesPrimitives({ node: member, bindings }, index));
}

/** Does a written type exclude `null` and `undefined`, for certain? */
export function excludesNothing(type: TypeNode, index: SourceIndex): boolean {
  if (type.type === 'TSUnionType') return type.types.every((member) => excludesNothing(member, index));
  if (/^TS(?:String|Number|Boolean|BigInt|Symbol)Keyword$|^TSTypeLiteral$/.test(type.type)) return true;
  if (type.type === 'TSLiteralType') return !(type.literal.type === 'Literal' && type.literal.raw === 'null');
  if (type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^(?:Map|Set|Date|Promise|WeakMap|WeakSet|RegExp|Array|ReadonlyArray)$/.test(type.typeName.name)) return meaningOf(type.typeName.name, type, index).kind === 'global';
  const meaning = type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? meaningOf(type.typeName.name, type, index) : undefined;
  if (meaning?.kind === 'declared' && meaning.nodes.every((declared) => isClass(declared) || declared.type === 'TSInterfaceDeclaration')) return true;
  return excludesPrimitives({ node: type }, index);
}

function referenceExcludes(node: TSESTree.TSTypeReference, { name }: TSESTree.Identifier, type: Written, index: SourceIndex, depth: number): boolean {
  const meaning = meaningOf(name, node, index);
  switch (meaning.kind) {
    case 'opaque':
      return false;
    case 'parameter': {
      const bound = type.bindings?.get(meaning.node);
      if (bound) return excludesPrimitives(bound, index, depth + 1);
      return meaning.node.constraint !== undefined && excludesPrimitives({ node: meaning.node.constraint }, index, depth + 1);
    }
    case 'global': {
      const [argument] = node.typeArguments?.params ?? [];
      if (/^(?:Readonly|Required|NonNullable)$/.test(name)) return argument !== undefined && excludesPrimitives({ node: argument, bindings: type.bindings }, index, depth + 1);
      // Of these all members are optional, and a text has all of them.
      return name !== 'PropertyDescriptor' && !EMPTY_TYPES.has(name) && (OBJECT_TYPES.has(name) || OBJECT_TYPE_PATTERN.test(name));
    }
    case 'declared':
      if (index.table(brandsIn).types.has(name)) return false;
      return meaning.nodes.some((declared) => {
        switch (declared.type) {
          case 'TSEnumDeclaration':
            return false;
          case 'TSTypeAliasDeclaration':
            return excludesPrimitives({ node: declared.typeAnnotation, bindings: bindingsOf(declared.typeParameters, node.typeArguments, type.bindings) }, index, depth + 1);
          case 'TSInterfaceDeclaration':
            return declared.body.body.some((member) => isDistinctive(member, index)) || declared.extends.some(({ expression }) => baseExcludes(expression, index, depth));
          default:
            return classExcludes(declared, index, depth);
        }
      });
    default:
      return meaning satisfies never;
  }
}

/** What the parameters of a generic declaration stand for under the given arguments. */
function bindingsOf(parameters: TSESTree.TSTypeParameterDeclaration | undefined, args: TSESTree.TSTypeParameterInstantiation | undefined, outer: Written['bindings']): Written['bindings'] {
  if (!parameters) return undefined;
  const bound = new Map<TSESTree.TSTypeParameter, Written>();
  parameters.params.forEach((parameter, at) => {
    const argument = args?.params[at] ?? parameter.default;
    if (argument) bound.set(parameter, { node: argument, bindings: outer });
  });
  return bound;
}

/** Does a class have a member that no primitive has? A private one is enough: it makes the class nominal. */
function classExcludes(owner: ClassNode, index: SourceIndex, depth = 0): boolean {
  if (depth > MOST_DEPTH || index.table(brandsIn).types.has(owner.id?.name ?? '')) return false;
  const hasOwn = owner.body.body.some((member) => {
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') return member.value.params.some((param) => param.type === 'TSParameterProperty' && isDistinctiveParameter(param, index));
    if (member.type === 'StaticBlock' || member.type === 'TSIndexSignature' || member.static) return false;
    if (member.key.type === 'PrivateIdentifier' || member.accessibility === 'private' || member.accessibility === 'protected') return true;
    const isOptional = 'optional' in member && member.optional;
    return !isOptional && isForeignToPrimitives(propertyName(member), index);
  });
  return hasOwn || (owner.superClass?.type === 'Identifier' && baseExcludes(owner.superClass, index, depth));
}

function baseExcludes(base: Node, index: SourceIndex, depth: number): boolean {
  if (base.type !== 'Identifier') return false;
  const meaning = meaningOf(base.name, base, index);
  if (meaning.kind === 'global') return OBJECT_TYPES.has(base.name) || OBJECT_TYPE_PATTERN.test(base.name);
  if (meaning.kind !== 'declared') return false;
  return meaning.nodes.some((declared) => {
    if (isClass(declared)) return classExcludes(declared, index, depth + 1);
    return declared.type === 'TSInterfaceDeclaration' && (declared.body.body.some((member) => isDistinctive(member, index)) || declared.extends.some(({ expression }) => baseExcludes(expression, index, depth + 1)));
  });
}

function isDistinctiveParameter(param: TSESTree.TSParameterProperty, index: SourceIndex): boolean {
  if (param.accessibility === 'private' || param.accessibility === 'protected') return true;
  const target = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
  return !target.optional && isForeignToPrimitives(target.name, index);
}

/** A required member that no primitive has, or a call signature. */
function isDistinctive(member: TSESTree.TypeElement, index: SourceIndex): boolean {
  if (member.type === 'TSCallSignatureDeclaration' || member.type === 'TSConstructSignatureDeclaration') return true;
  if (member.type !== 'TSPropertySignature' && member.type !== 'TSMethodSignature') return false;
  const name = propertyName(member);
  // A branded primitive would satisfy the type.
  return !member.optional && name !== undefined && !BRAND.test(name) && isForeignToPrimitives(name, index);
}

function isForeignToPrimitives(name: string | undefined, index: SourceIndex): boolean {
  return name !== undefined && !/^\d+$/.test(name) && !PRIMITIVE_MEMBERS.has(name) && !index.table(brandsIn).members.has(name);
}

/** What intersections with a part that may be a primitive add to it, so that the whole is a primitive that has them: `string & { readonly brand: 'UserId' }`. */
export interface Brands {
  /** Members that are written there. */
  readonly members: ReadonlySet<string>;
  /** The names of all types that such a part is made of. */
  readonly types: ReadonlySet<string>;
}

/** A text that may have an intersection of types. */
export const MAY_BRAND = /[\w>\])}'"`]\s*&(?!&)/;

/** The brands that a file makes. */
export function brandsIn(index: SourceIndex): Brands {
  const parts = index.nodesOf('TSIntersectionType').filter(({ types }) => types.some((part) => mayBePrimitive(part, index))).flatMap(({ types }): readonly Node[] => types);
  const members = new Set<string>();
  const types = new Set<string>();
  for (let part = parts.pop(); part; part = parts.pop()) {
    index.walk((node) => {
      if (node.type === 'TSPropertySignature' || node.type === 'TSMethodSignature') members.add(propertyName(node) ?? '');
      const written = node.type === 'TSTypeReference' ? node.typeName : node.type === 'TSInterfaceHeritage' ? node.expression : undefined;
      const named = written?.type === 'TSQualifiedName' ? written.right : written;
      if (named?.type !== 'Identifier' || types.has(named.name)) return;
      types.add(named.name);
      const meaning = meaningOf(named.name, named, index);
      if (meaning.kind === 'declared') parts.push(...meaning.nodes.filter((declared) => !isClass(declared)));
    }, part);
  }
  return { members, types };
}

/** May a part of an intersection be a primitive: under a name that this file does not declare as an object, as `Row['id']` or `typeof sample`? */
function mayBePrimitive(part: TypeNode, index: SourceIndex, depth = 0): boolean {
  if (depth > MOST_DEPTH) return true;
  switch (part.type) {
    case 'TSTypeLiteral':
    case 'TSArrayType':
    case 'TSTupleType':
    case 'TSFunctionType':
    case 'TSConstructorType':
    case 'TSObjectKeyword':
      return false;
    case 'TSTypeReference': {
      if (part.typeName.type !== 'Identifier') return true;
      const meaning = meaningOf(part.typeName.name, part, index);
      if (meaning.kind !== 'declared') return true;
      return !meaning.nodes.every((declared) => isClass(declared) || declared.type === 'TSInterfaceDeclaration' || (declared.type === 'TSTypeAliasDeclaration' && !mayBePrimitive(declared.typeAnnotation, index, depth + 1)));
    }
    default:
      return true;
  }
}

/** May a file brand a primitive with a type that it imports? */
export function mayBrandImports(index: SourceIndex): boolean {
  const { types } = index.table(brandsIn);
  return types.size > 0 && [...types].some((name) => index.named(name).some(({ parent }) => parent?.type === 'ImportSpecifier' || parent?.type === 'TSQualifiedName' || parent?.type === 'ImportDefaultSpecifier'));
}

function classAround(node: Node): ClassNode | undefined {
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (isClass(at)) return at;
  return undefined;
}

/** What a type's name means where it is mentioned: the innermost declaration around it. */
export function meaningOf(name: string, from: Node, index: SourceIndex): Meaning {
  let child = from;
  for (let at: Node | undefined = from.parent; at; at = at.parent) {
    const parameter = parameterIn(at, name);
    if (parameter) return { kind: 'parameter', node: parameter };
    if (at.type === 'TSMappedType' && at.key.name === name) return OPAQUE;
    if (at.type === 'TSConditionalType' && at.extendsType !== child && infers(at.extendsType, name, index)) return OPAQUE;
    if (at.type === 'ClassExpression' && at.id?.name === name) return { kind: 'declared', nodes: [at] };
    if (isStatementList(at)) {
      const found = index.remember(typesDeclaredIn, at as StatementList).get(name);
      if (found) return found;
    }
    // A namespace that is written in several parts shares what they export.
    if (at.type === 'TSModuleDeclaration' && index.nodesOf('TSModuleDeclaration').some((other) => other !== at && other.id.type === 'Identifier' && at.id.type === 'Identifier' && other.id.name === at.id.name)) return OPAQUE;
    child = at;
  }
  return isDeclaredGlobally(name, index) ? OPAQUE : { kind: 'global' };
}

function parameterIn(node: Node, name: string): TSESTree.TSTypeParameter | undefined {
  const declared = 'typeParameters' in node ? node.typeParameters : undefined;
  return declared && 'params' in declared ? declared.params.find((param) => param.name.name === name) : undefined;
}

function infers(type: TypeNode, name: string, index: SourceIndex): boolean {
  return index.nodesOf('TSInferType').some(({ range, typeParameter }) => typeParameter.name.name === name && type.range[0] <= range[0] && range[1] <= type.range[1]);
}

type StatementList = Extract<Node, { readonly body: readonly Node[] }>;

/** What the statements of one block declare as types, by name. An import stands for anything, whatever is declared beside it. */
function typesDeclaredIn(list: StatementList): ReadonlyMap<string, Meaning> {
  const declared = new Map<string, Declaration[]>();
  const imported = new Set<string>();
  for (const statement of list.body) {
    const node: Node = (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') && statement.declaration ? statement.declaration : statement;
    switch (node.type) {
      case 'ClassDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
      case 'TSEnumDeclaration':
        if (node.id) declared.set(node.id.name, [...(declared.get(node.id.name) ?? []), node]);
        break;
      case 'ImportDeclaration':
        for (const { local } of node.specifiers) imported.add(local.name);
        break;
      case 'TSImportEqualsDeclaration':
        imported.add(node.id.name);
        break;
      // `var Name = …` gives no type a name, and neither does a namespace.
      default:
        break;
    }
  }
  return new Map([...[...declared].map(([name, nodes]) => [name, { kind: 'declared', nodes }] as const), ...[...imported].map((name) => [name, OPAQUE] as const)]);
}

/** Does the file declare a global type: `declare global { type Event = string }`? An interface only adds to the one that is there. */
function isDeclaredGlobally(name: string, index: SourceIndex): boolean {
  return index.nodesOf('TSModuleDeclaration').some((module) => module.kind === 'global' && declaredGlobals(module).has(name) && index.remember(typesDeclaredIn, module.body).has(name));
}

/** The names that `declare global { … }` gives a meaning of its own. */
export function declaredGlobals(module: TSESTree.TSModuleDeclaration): ReadonlySet<string> {
  const names = (module.body?.body ?? []).flatMap((statement): string[] => {
    switch (statement.type) {
      case 'TSTypeAliasDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TSEnumDeclaration':
        return [statement.id.name];
      case 'ClassDeclaration':
        return [statement.id.name];
      default:
        return [];
    }
  });
  return new Set(names);
}

/** The types of the standard library that annotations of the file name. */
export function libraryTypesIn(index: SourceIndex): ReadonlySet<string> {
  const named = index.nodesOf('TSTypeReference').flatMap((reference) => {
    const { typeName } = reference;
    return typeName.type === 'Identifier' && (OBJECT_TYPES.has(typeName.name) || OBJECT_TYPE_PATTERN.test(typeName.name)) && meaningOf(typeName.name, reference, index).kind === 'global' ? [typeName.name] : [];
  });
  return new Set(named);
}

/**
 * The type of a member that an interface or literal type of this file declares: required, and under a fixed name. A member of
 * a class may be read before it is set.
 */
export function memberOf(type: Written, name: string, index: SourceIndex, depth = 0): Written | undefined {
  const { node, bindings } = type;
  if (depth > MOST_DEPTH) return undefined;
  if (node.type === 'TSTypeLiteral') return memberAmong(node.members, name, bindings);
  if (node.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') return undefined;
  const meaning = meaningOf(node.typeName.name, node, index);
  if (meaning.kind !== 'declared' || meaning.nodes.length !== 1) return undefined;
  const [declared] = meaning.nodes;
  switch (declared?.type) {
    case 'TSTypeAliasDeclaration':
      return memberOf({ node: declared.typeAnnotation, bindings: bindingsOf(declared.typeParameters, node.typeArguments, bindings) }, name, index, depth + 1);
    case 'TSInterfaceDeclaration':
      return memberAmong(declared.body.body, name, bindingsOf(declared.typeParameters, node.typeArguments, bindings));
    default:
      return undefined;
  }
}

function memberAmong(members: readonly TSESTree.TypeElement[], name: string, bindings: Written['bindings']): Written | undefined {
  const found = members.filter((member) => propertyName(member) === name);
  const [member] = found;
  if (found.length !== 1 || member?.type !== 'TSPropertySignature' || member.optional || !member.typeAnnotation) return undefined;
  return { node: member.typeAnnotation.typeAnnotation, bindings };
}

/**
 * May a type be `any`, under whatever name? What is not understood may.
 *
 * @param isAnyElsewhere may a type that is imported from a file of the project be?
 */
export function mayBeAny(type: TypeNode, index: SourceIndex, isAnyElsewhere: boolean, depth = 0): boolean {
  if (depth > MOST_DEPTH) return true;
  const inner = (part: TypeNode): boolean => mayBeAny(part, index, isAnyElsewhere, depth + 1);
  switch (type.type) {
    case 'TSUnionType':
    case 'TSIntersectionType':
      return type.types.some(inner);
    case 'TSArrayType':
    case 'TSTupleType':
    case 'TSFunctionType':
    case 'TSConstructorType':
    case 'TSTypeLiteral':
    case 'TSLiteralType':
    case 'TSTemplateLiteralType':
    case 'TSThisType':
      return false;
    case 'TSTypeOperator':
      return type.typeAnnotation !== undefined && inner(type.typeAnnotation);
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return true;
      const { name } = type.typeName;
      const meaning = meaningOf(name, type, index);
      if (meaning.kind === 'parameter') return meaning.node.constraint !== undefined && inner(meaning.node.constraint);
      if (meaning.kind === 'global') return !(OBJECT_TYPES.has(name) || OBJECT_TYPE_PATTERN.test(name) || /^(?:Record|Partial|Required|Iterable|Iterator)$/.test(name));
      if (meaning.kind === 'opaque') return isAnyElsewhere || !isImportedHere(name, index);
      return meaning.nodes.some((declared) => declared.type === 'TSTypeAliasDeclaration' && (declared.typeParameters !== undefined || inner(declared.typeAnnotation)));
    }
    default:
      return !/^TS(?:Unknown|Object|String|Number|Boolean|BigInt|Symbol|Null|Undefined|Void|Never)Keyword$/.test(type.type);
  }
}

/** Is a name imported from a file of the project? */
function isImportedHere(name: string, index: SourceIndex): boolean {
  return index.statements.some((statement) => statement.type === 'ImportDeclaration' && statement.source.value.startsWith('.') && statement.specifiers.some(({ local }) => local.name === name));
}

/** A text that may give `any` another name. */
export const NAMES_ANY = /\btype\s+[\w$]+[^=;{}]*=[^;{}]*\bany\b/;

/** The parameters of a function type, also behind an alias of this file. */
export function parametersOfType(type: Written, index: SourceIndex, depth = 0): { readonly params: readonly TSESTree.Parameter[]; readonly bindings: Written['bindings'] } | undefined {
  const { node, bindings } = type;
  if (depth > MOST_DEPTH) return undefined;
  if (node.type === 'TSFunctionType') return { params: node.params, bindings };
  if (node.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') return undefined;
  const meaning = meaningOf(node.typeName.name, node, index);
  const [declared] = meaning.kind === 'declared' ? meaning.nodes : [];
  if (declared?.type !== 'TSTypeAliasDeclaration') return undefined;
  return parametersOfType({ node: declared.typeAnnotation, bindings: bindingsOf(declared.typeParameters, node.typeArguments, bindings) }, index, depth + 1);
}

/** Does a type name the global `ClassAccessorDecoratorResult<This, …>`, also behind an alias? Gives what `this` is in its functions. */
export function thisOfAccessorResult(type: Written, index: SourceIndex, depth = 0): Written | undefined {
  const { node, bindings } = type;
  if (depth > MOST_DEPTH || node.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') return undefined;
  const { name } = node.typeName;
  const meaning = meaningOf(name, node, index);
  if (meaning.kind === 'global') {
    const [argument] = node.typeArguments?.params ?? [];
    return name === 'ClassAccessorDecoratorResult' && argument ? { node: argument, bindings } : undefined;
  }
  const [declared] = meaning.kind === 'declared' ? meaning.nodes : [];
  if (declared?.type !== 'TSTypeAliasDeclaration') return undefined;
  return thisOfAccessorResult({ node: declared.typeAnnotation, bindings: bindingsOf(declared.typeParameters, node.typeArguments, bindings) }, index, depth + 1);
}
