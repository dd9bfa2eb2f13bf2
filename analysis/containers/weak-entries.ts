import type { TSESTree } from '@typescript-eslint/utils';
import { type ClassNode, type Expression, isClass, isField, isFunction, type Node, propertyName, unwrap } from '../source/ast.js';
import type { ContainerKind, WriteUse } from '../flow/use.js';
import type { Place } from '../source/places.js';
import { typesOfPlace } from '../source/place-types.js';
import type { SourceIndex } from '../source/source-index.js';
import { WeakContext } from './weak/context.js';
import { refSortOfType } from './weak/ref-types.js';

/**
 * How an entry holds its object weakly.
 *
 * - `ref`: the entry is a `WeakRef`;
 * - `record`: it is a literal with the `WeakRef` at `path` (`.owner`, `[0]`);
 * - `typed`: its declared type, or its class in this file, says that there is one in it.
 */
export interface WeakEntry {
  readonly how: 'ref' | 'record' | 'typed';
  /** The `WeakRef` as an expression; `undefined` where only the type tells. */
  readonly ref: Expression | undefined;
  readonly path: string;
}

/** The facts about weak tools in a file, made once. */
export function weakContextOf(index: SourceIndex): WeakContext {
  return index.table(weakContextIn);
}

function weakContextIn(index: SourceIndex): WeakContext {
  return new WeakContext(index);
}

/** What a write puts in that holds its object weakly, if it does. */
export function weakEntryOf(write: WriteUse, kind: ContainerKind, index: SourceIndex): WeakEntry | undefined {
  const value = kind === 'map' || kind === 'dictionary' ? write.value : write.key;
  return value && entryIn(value, index, 0);
}

function entryIn(value: Node, index: SourceIndex, depth: number): WeakEntry | undefined {
  const { refs } = weakContextOf(index);
  const node = unwrap(value) as Expression;
  if (refs.isRef(node)) return { how: 'ref', ref: node, path: '' };
  switch (node.type) {
    case 'ObjectExpression':
      for (const property of node.properties) {
        const name = property.type === 'Property' ? propertyName(property) : undefined;
        if (property.type === 'Property' && name !== undefined && refs.isRef(property.value)) return { how: 'record', ref: property.value as Expression, path: /^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]` };
      }
      return undefined;
    case 'ArrayExpression': {
      const position = node.elements.findIndex((element) => element !== null && element.type !== 'SpreadElement' && refs.isRef(element));
      return position < 0 ? undefined : { how: 'record', ref: node.elements[position] as Expression, path: `[${String(position)}]` };
    }
    case 'NewExpression':
      return isInstanceWithRef(node, index) ? { how: 'typed', ref: undefined, path: '' } : undefined;
    case 'Identifier': {
      const variable = depth < 2 ? index.variableOf(node) : undefined;
      const constant = variable && index.constantValue(variable);
      const entry = constant && entryIn(constant, index, depth + 1);
      // The literal is out of the write's hands: its type tells, its text does not.
      return entry?.how === 'record' ? { ...entry, how: 'typed' } : entry;
    }
    default:
      return undefined;
  }
}

function isInstanceWithRef({ callee }: TSESTree.NewExpression, index: SourceIndex): boolean {
  const node = unwrap(callee);
  const variable = node.type === 'Identifier' ? index.variableOf(node) : undefined;
  const owner = variable && index.classOf(variable);
  return owner !== undefined && keepsRef(owner, index);
}

/** Does a class keep a `WeakRef` in one of its fields? */
function keepsRef(owner: ClassNode, index: SourceIndex): boolean {
  const { refs } = weakContextOf(index);
  return owner.body.body.some((member) => {
    if (isField(member)) return !member.static && (isRefType(member.typeAnnotation, index) || (member.value !== null && refs.isRef(member.value)));
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor' || !isFunction(member.value)) return false;
    let found = false;
    index.walk((node) => {
      found ||= node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && node.left.object.type === 'ThisExpression' && refs.isRef(node.right);
    }, member.value);
    return found;
  });
}

/** The type of the entries that a container's declaration writes down. */
export function entryTypeOf(kind: ContainerKind, creations: readonly Expression[], places: readonly Place[], index: SourceIndex): TSESTree.TypeNode | undefined {
  const position = kind === 'map' || kind === 'dictionary' ? 1 : 0;
  for (const creation of creations) {
    const argument = creation.type === 'NewExpression' ? creation.typeArguments?.params[position] : undefined;
    if (argument) return argument;
  }
  for (const place of places) {
    for (const type of typesOfPlace(place, index)) {
      const found = argumentOf(type, position, index, 0);
      if (found) return found;
    }
  }
  return undefined;
}

/** The type argument of a container's type at a position, also behind an alias or in a union with `undefined`. */
export function argumentOf(type: TSESTree.TypeNode, position: number, index: SourceIndex, depth: number): TSESTree.TypeNode | undefined {
  if (depth > 4) return undefined;
  if (type.type === 'TSArrayType') return position === 0 ? type.elementType : undefined;
  if (type.type === 'TSUnionType') return type.types.map((member) => argumentOf(member, position, index, depth + 1)).find((found) => found !== undefined);
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const [declared] = index.typesNamed(type.typeName.name);
  if (declared?.type === 'TSTypeAliasDeclaration' && !declared.typeParameters) return argumentOf(declared.typeAnnotation, position, index, depth + 1);
  return /^(?:(?:Readonly)?(?:Map|Set|Array)|Record)$/.test(type.typeName.name) ? type.typeArguments?.params[position] : undefined;
}

/** Does a written type of entries say that they are weak references, or records with one? */
export function weakEntryOfType(type: TSESTree.TypeNode, index: SourceIndex, depth = 0): WeakEntry | undefined {
  if (refSortOfType(type, index) === 'ref') return { how: 'ref', ref: undefined, path: '' };
  if (depth > 3) return undefined;
  const typed: WeakEntry = { how: 'typed', ref: undefined, path: '' };
  if (type.type === 'TSTupleType') return type.elementTypes.some((element) => refSortOfType(element, index) === 'ref') ? typed : undefined;
  if (type.type === 'TSTypeLiteral') return type.members.some((member) => isRefMember(member, index)) ? typed : undefined;
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  for (const declaration of index.typesNamed(type.typeName.name)) {
    if (declaration.type === 'TSTypeAliasDeclaration') return weakEntryOfType(declaration.typeAnnotation, index, depth + 1);
    if (declaration.type === 'TSInterfaceDeclaration' && declaration.body.body.some((member) => isRefMember(member, index))) return typed;
    if (isClass(declaration) && keepsRef(declaration, index)) return typed;
  }
  return undefined;
}

function isRefMember(member: TSESTree.TypeElement, index: SourceIndex): boolean {
  return member.type === 'TSPropertySignature' && isRefType(member.typeAnnotation, index);
}

function isRefType(annotation: TSESTree.TSTypeAnnotation | undefined, index: SourceIndex): boolean {
  return annotation !== undefined && refSortOfType(annotation.typeAnnotation, index) === 'ref';
}
