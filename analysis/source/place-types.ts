import type { TSESTree } from '@typescript-eslint/utils';
import { isField, type Node, propertyName, unwrap } from './ast.js';
import { type Place, placeOfTarget } from './places.js';
import type { SourceIndex } from './source-index.js';

/** The annotations that declare what a place holds; for entries, the value argument of the outer container's type. */
export function typesOfPlace(place: Place, index: SourceIndex): readonly TSESTree.TypeNode[] {
  switch (place.kind) {
    case 'variable': {
      const name = place.variable.defs[0]?.name as Node | undefined;
      return name ? [...annotationIn(name), ...annotationInPattern(name)] : [];
    }
    case 'field': {
      const { declaration } = place;
      if (declaration?.type !== 'TSParameterProperty') return annotationIn(declaration);
      return annotationIn(declaration.parameter.type === 'AssignmentPattern' ? declaration.parameter.left : declaration.parameter);
    }
    case 'entry': {
      const made = initialValue(place.outer, index);
      const argued = made?.type === 'NewExpression' ? made.typeArguments?.params[1] : undefined;
      return [...(argued ? [argued] : []), ...typesOfPlace(place.outer, index).flatMap(valueArgument)];
    }
    case 'loose-field':
    case 'expando':
    case 'property':
    case 'global':
    case 'known':
      return [];
  }
}

function annotationIn(node: Node | null | undefined): readonly TSESTree.TypeNode[] {
  const annotation = node && (node.type === 'Identifier' || isField(node)) ? node.typeAnnotation : undefined;
  return annotation ? [annotation.typeAnnotation] : [];
}

/** The type of a member, where a pattern is annotated member by member: `{ boxes }: { boxes: Map<K, V> }`. */
function annotationInPattern(name: Node): readonly TSESTree.TypeNode[] {
  const value = name.parent?.type === 'AssignmentPattern' ? name.parent : name;
  const property = value.parent;
  if (property?.type !== 'Property' || property.value !== value || property.parent.type !== 'ObjectPattern') return [];
  const type = property.parent.typeAnnotation?.typeAnnotation;
  if (type?.type !== 'TSTypeLiteral') return [];
  return type.members.flatMap((member) => (member.type === 'TSPropertySignature' && propertyName(member) === propertyName(property) && member.typeAnnotation ? [member.typeAnnotation.typeAnnotation] : []));
}

/** `V` of `Map<K, V>` and its relatives, also in a union with `undefined`. */
function valueArgument(type: TSESTree.TypeNode): readonly TSESTree.TypeNode[] {
  if (type.type === 'TSUnionType') return type.types.flatMap(valueArgument);
  const value = type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^(?:Readonly|Weak)?Map$/.test(type.typeName.name) ? type.typeArguments?.params[1] : undefined;
  return value ? [value] : [];
}

/** What a place is declared with: `const x = value`, `field = value`. */
export function initialValue(place: Place, index: SourceIndex): Node | undefined {
  if (place.kind === 'field') return place.declaration && isField(place.declaration) && place.declaration.value ? unwrap(place.declaration.value) : undefined;
  if (place.kind !== 'variable') return undefined;
  const declaration = place.variable.defs[0]?.node as Node | undefined;
  if (declaration?.type !== 'VariableDeclarator' || !declaration.init) return undefined;
  const init = unwrap(declaration.init);
  return init.type === 'Identifier' || init.type === 'MemberExpression' ? initialOfAlias(init, index) : init;
}

function initialOfAlias(node: Node, index: SourceIndex): Node | undefined {
  const place = placeOfTarget(node, index);
  return place?.kind === 'field' ? initialValue(place, index) : undefined;
}

/** Is a place typed, or first filled, as a weak container of the language? */
export function isWeakPlace(place: Place, index: SourceIndex): boolean {
  if (typesOfPlace(place, index).some((type) => namesWeak(type, index))) return true;
  const made = initialValue(place, index);
  return made?.type === 'NewExpression' && (index.isGlobal(made.callee, 'WeakMap') || index.isGlobal(made.callee, 'WeakSet'));
}

function namesWeak(type: TSESTree.TypeNode, index: SourceIndex): boolean {
  if (type.type === 'TSUnionType') return type.types.some((member) => namesWeak(member, index));
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^Weak(?:Map|Set)$/.test(type.typeName.name) && index.typesNamed(type.typeName.name).length === 0;
}
