import type { TSESTree } from '@typescript-eslint/utils';
import { contains, isField, isFunction, type Node } from '../source/ast.js';
import type { SourceIndex } from '../source/source-index.js';
import type { Gap } from './model.js';
import type { View } from './reach.js';

/** The types of strong containers, as declarations write them. */
const STRONG_TYPES = { map: ['Map', 'ReadonlyMap'], set: ['Set', 'ReadonlySet'], array: [], dictionary: [] } as const;

/**
 * A written type that may be the container's and that the rewrite leaves strong: one with the same keys that no edit covers,
 * and that is not the type of a variable, parameter or result to which the container is never seen to come.
 */
export function typeLeftStrong(view: View, kind: keyof typeof STRONG_TYPES): Gap | undefined {
  const { creations, index, types } = view;
  const written = index.table(typesInOthers).filter(({ typeName }) => typeName.type === 'Identifier' && STRONG_TYPES[kind].some((name) => name === typeName.name));
  if (written.length === 0) return undefined;
  const keys = new Set(keyTypesWritten(view));
  const left = written.find((type) => (keys.size === 0 || keys.has(keyTextOf(type, view))) && !isInEditedAlias(type, view) && ![...types, ...creations].some((site) => contains(site, type)));
  return left && { node: left, says: `\`${index.quoted(left)}\` may be the type of the container, too` };
}

/** The types of strong containers in a file that are a part of other types, so that what comes there is not told by the place: asked once for all containers. */
function typesInOthers(index: SourceIndex): readonly TSESTree.TSTypeReference[] {
  return Object.values(STRONG_TYPES).flat().flatMap((name) => index.typeReferencesTo(name)).filter((type) => !isOfDeclared(type, index));
}

function keyTextOf({ typeArguments }: TSESTree.TSTypeReference, { index }: View): string {
  return typeArguments?.params[0] ? index.text(typeArguments.params[0]) : '';
}

/** The key types that are written for the container. */
function keyTypesWritten(view: View): readonly string[] {
  const made = view.creations.flatMap((creation) => (creation.type === 'NewExpression' ? (creation.typeArguments?.params.slice(0, 1) ?? []) : []));
  const references = view.types.flatMap((type) => (type.type === 'TSUnionType' ? type.types : [type])).flatMap((type) => (type.type === 'TSTypeReference' ? [keyTextOf(type, view)] : []));
  return [...made.map((type) => view.index.text(type)), ...references].filter((text) => text !== '');
}

/** `type Boxes = Map<Page, Box>`, which is edited for all that are declared so. */
function isInEditedAlias(type: Node, { types, index }: View): boolean {
  const names = new Set(types.flatMap((site) => (site.type === 'TSTypeReference' && site.typeName.type === 'Identifier' ? [site.typeName.name] : [])));
  return [...names].some((name) => index.typesNamed(name).some((declared) => declared.type === 'TSTypeAliasDeclaration' && contains(declared, type)));
}

/** Is a type the whole type of what is declared, or one that has a name which only such types use? */
function isOfDeclared(type: TSESTree.TSTypeReference, index: SourceIndex): boolean {
  if (isOfAnother(type)) return true;
  const alias = type.parent.type === 'TSTypeAliasDeclaration' && type.parent.parent.type !== 'ExportNamedDeclaration' ? type.parent.id.name : undefined;
  return alias !== undefined && index.typeReferencesTo(alias).every(isOfAnother);
}

/** Is a type the whole type of a variable, field or result of a function? Where the container comes there, an edit covers it. */
function isOfAnother(inner: TSESTree.TSTypeReference): boolean {
  const type = wholeOf(inner);
  if (type.parent.type === 'TSTypeParameterInstantiation') return type.parent.parent.type === 'NewExpression';
  const annotation = type.parent.type === 'TSUnionType' ? type.parent.parent : type.parent;
  const declared = annotation.type === 'TSTypeAnnotation' ? annotation.parent : undefined;
  if (isFunction(declared)) return declared.returnType === annotation;
  if (isField(declared)) return true;
  return declared?.type === 'Identifier' && (isFunction(declared.parent) || /^(?:VariableDeclarator|AssignmentPattern|TSParameterProperty)$/.test(declared.parent.type));
}

/** The type of the maps that have something of a type as their values. */
function wholeOf(type: TSESTree.TSTypeReference): TSESTree.TSTypeReference {
  const list = type.parent.type === 'TSTypeParameterInstantiation' && type.parent.params[1] === type ? type.parent.parent : undefined;
  return list?.type === 'TSTypeReference' && list.typeName.type === 'Identifier' && /^(?:Readonly|Weak)?Map$/.test(list.typeName.name) ? wholeOf(list) : type;
}
