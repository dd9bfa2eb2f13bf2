import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceIndex } from '../../source/source-index.js';

/** A value is a `WeakRef` (`ref`), or something that holds several of them (`refs`). */
export type RefSort = 'ref' | 'refs';

/** What a written type says of weak references, through the aliases of the file. */
export function refSortOfType(type: TSESTree.TypeNode, index: SourceIndex, depth = 0): RefSort | undefined {
  if (depth > 6) return undefined;
  const read = (inner: TSESTree.TypeNode): RefSort | undefined => refSortOfType(inner, index, depth + 1);
  switch (type.type) {
    case 'TSUnionType':
    case 'TSIntersectionType':
      return type.types.map(read).find((sort) => sort !== undefined);
    case 'TSTypeOperator':
      return type.typeAnnotation && read(type.typeAnnotation);
    case 'TSArrayType':
      return read(type.elementType) && 'refs';
    case 'TSTupleType':
      return type.elementTypes.some((element) => read(element)) ? 'refs' : undefined;
    case 'TSNamedTupleMember':
      return read(type.elementType);
    case 'TSTypeLiteral':
      return type.members.some((member) => member.type === 'TSIndexSignature' && member.typeAnnotation && read(member.typeAnnotation.typeAnnotation)) ? 'refs' : undefined;
    case 'TSTypeReference':
      return ofReference(type, index, read);
    default:
      return undefined;
  }
}

function ofReference(type: TSESTree.TSTypeReference, index: SourceIndex, read: (type: TSESTree.TypeNode) => RefSort | undefined): RefSort | undefined {
  const name = type.typeName.type === 'Identifier' ? type.typeName.name : type.typeName.type === 'TSQualifiedName' ? type.typeName.right.name : '';
  const declared = index.typesNamed(name);
  if (name === 'WeakRef' && isBuiltIn(index)) return 'ref';
  for (const declaration of declared) if (declaration.type === 'TSTypeAliasDeclaration') return read(declaration.typeAnnotation);
  if (declared.length > 0) return undefined;
  return type.typeArguments?.params.some((argument) => read(argument)) ? 'refs' : undefined;
}

/** What the text of a JSDoc type says. */
export function refSortOfDoc(type: string): RefSort | undefined {
  if (!/\bWeakRef\b/.test(type)) return undefined;
  return /^[\s!?(]*WeakRef\b[^[\]]*$/.test(type) ? 'ref' : 'refs';
}

/** Is the type `WeakRef` the built-in one: neither a class of the file nor imported? */
function isBuiltIn(index: SourceIndex): boolean {
  if (index.typesNamed('WeakRef').some((declaration) => declaration.type !== 'TSInterfaceDeclaration' && !('declare' in declaration && declaration.declare))) return false;
  return !index.statements.some((statement) => statement.type === 'ImportDeclaration' && statement.specifiers.some((specifier) => specifier.local.name === 'WeakRef'));
}
