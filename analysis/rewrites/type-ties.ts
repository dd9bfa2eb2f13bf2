import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { ancestors, decoratorsOf, type Expression, isWrapper, type Node, outermost } from '../source/ast.js';
import { ownerOf, type Place } from '../source/places.js';
import { typesOfPlace } from '../source/place-types.js';
import { readsOf } from '../source/place-reads.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * What ties the type of a container to code that its rewrite does not change: `typeof boxes`, `Owner['boxes']`, the
 * declared type of the object literal or of the pattern that it is in.
 *
 * @returns the node that ties it, or `undefined`.
 */
export function typeTie(places: readonly Place[], creations: readonly Expression[], index: SourceIndex): Node | undefined {
  if (!index.isTyped) return undefined;
  for (const place of places) {
    const tie = tieOf(place, creations, index);
    if (tie) return tie;
  }
  return undefined;
}

function tieOf(place: Place, creations: readonly Expression[], index: SourceIndex): Node | undefined {
  switch (place.kind) {
    case 'variable':
      return index.remember(queryOf, place.variable) ?? (typesOfPlace(place, index).length > 0 ? undefined : annotatedPattern(place.variable.defs[0]?.name));
    case 'property': {
      const query = index.remember(queryOf, place.variable);
      if (query) return query;
      const declarator = place.variable.defs[0]?.node as Node | undefined;
      if (declarator?.type === 'VariableDeclarator' && declarator.id.typeAnnotation) return declarator.id.typeAnnotation;
      return creations.map(literalType).find((type) => type !== undefined);
    }
    case 'field':
      return index.typeMentions(place.name)[0];
    case 'entry':
      return tieOf(place.outer, creations, index);
    case 'loose-field':
    case 'expando':
    case 'global':
    case 'known':
      return undefined;
  }
}

/** `typeof boxes`, `typeof caches.boxes`. */
function queryOf({ references }: Scope.Variable): Node | undefined {
  return references.map((reference) => reference.identifier as Node).find((node) => node.parent?.type === 'TSTypeQuery' || node.parent?.type === 'TSQualifiedName');
}

/** `const { boxes }: { boxes: Map<K, V> } = …`. */
function annotatedPattern(name: Node | undefined): Node | undefined {
  if (name?.type !== 'Identifier') return undefined;
  for (const at of ancestors(name)) {
    if (at.type === 'ObjectPattern' || at.type === 'ArrayPattern') {
      if (at.typeAnnotation) return at.typeAnnotation;
    } else if (at.type !== 'Property' && at.type !== 'AssignmentPattern') {
      return undefined;
    }
  }
  return undefined;
}

/** The type that an object literal around a creation is cast to or checked against. */
function literalType(creation: Expression): Node | undefined {
  let isInLiteral = false;
  for (let at: Node | undefined = creation.parent; at; at = at.parent) {
    if (at.type === 'ObjectExpression') isInLiteral = true;
    else if (at.type === 'TSAsExpression' || at.type === 'TSSatisfiesExpression' || at.type === 'TSTypeAssertion') {
      const type = at.typeAnnotation;
      const isConst = type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const';
      if (isInLiteral && !isConst) return type;
    } else if (at.type !== 'Property' && !isWrapper(at)) return undefined;
  }
  return undefined;
}

/**
 * A place where a field that TypeScript alone keeps private may be meant: read from an expression that is not followed,
 * or under a computed name. Also a decorator of the field.
 */
export function hiddenUse(places: readonly Place[], index: SourceIndex): Node | undefined {
  for (const place of places) {
    if (place.kind !== 'field') continue;
    const { declaration } = place;
    // A decorator may put something else in its place.
    const [decorator] = declaration ? decoratorsOf(declaration) : [];
    if (decorator) return decorator;
    if (place.name.startsWith('#')) continue;
    const known = new Set(readsOf(place, index));
    const named = index.membersWithin(place.owner, place.name).find((member) => {
      if (member.type !== 'MemberExpression' || known.has(member) || ownerOf(member.object, index)) return false;
      // A container is not called: `list.map(…)` means another `map`.
      const whole = outermost(member);
      return !(whole.parent?.type === 'CallExpression' && whole.parent.callee === whole);
    });
    if (named) return named;
    const computed = index.computedMembersWithin(place.owner).find((member) => {
      const owner = ownerOf(member.object, index);
      return owner?.kind === 'class' && owner.isStatic === place.isStatic;
    });
    if (computed) return computed;
  }
  return undefined;
}
